# A read while a write is under way sees old or new bytes and nothing else.
rule   stream/read-beside-a-write-is-old-or-new

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 1           => ok
  v.check-write                      => 0..
  hold
  v.write "XY"                       => ok
  f.read 64 0                        => "base" eof? with "XY" in flight
  release v
  v.blocking-flush                   => ok
  f.read 64 0                        => "bXYe" eof?
