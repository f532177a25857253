# A new stream at the same place writes over whatever the cancelled one has left.
rule   cancel/write-lands-as-a-prefix

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  v.check-write                      => 0..
  hold queued
  v.write "AAAA"                     => ok
  v.cancel                           => ok
  w = f.write-via-stream 0           => ok
  w.blocking-write-and-flush "BBBB"  => ok
  quiesce
  f.read 64 0                        => "BBBB" eof?
