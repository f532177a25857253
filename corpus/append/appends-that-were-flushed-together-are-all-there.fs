# What two streams append is all there when both are flushed.
rule   append/no-lost-bytes

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  w = f.append-via-stream            => ok
  v.check-write                      => 0..
  w.check-write                      => 0..
  hold
  v.write "AAAA"                     => ok
  w.write "BBBB"                     => ok
  release w
  release v
  v.blocking-flush                   => ok
  w.blocking-flush                   => ok
  f.read 64 8                        => "BBBB" eof? | "AAAA" eof?
