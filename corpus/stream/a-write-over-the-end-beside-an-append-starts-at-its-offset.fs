# A write over the end of a file is read from its offset beside an append.
rule   stream/write-starts-at-its-offset

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  w = f.append-via-stream            => ok
  v.check-write                      => 0..
  hold
  v.write "A000A002"                 => ok
  w.blocking-write-and-flush "C000"  => ok
  v.flush                            => ok
  v.check-write, until progress      => 1..
  f.read 1 7                         => "2" eof? | "2"
