# A read beside a write behind the end of the file ends where the file did, or behind what was written, and not between them.
rule   file/end-of-file-flag

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 9           => ok
  v.check-write                      => 0..
  hold
  v.write "AAA"                      => ok
  f.read 64 0                        => "base" eof? with "AAA" in flight
  f.read 64 6                        => "" eof? with "AAA" in flight
  release v
  v.blocking-flush                   => ok
  f.read 64 0                        => "base\x00\x00\x00\x00\x00AAA" eof?
