# What one stream appends stands in the order of its writes, though it waited.
rule   append/keeps-the-order-of-a-stream

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  v.check-write                      => 0..
  hold
  v.write "AA"                       => ok
  v.check-write                      => 0..
  v.write "BB"                       => ok
  v.check-write                      => 0..
  v.write "CC"                       => ok
  release v
  release v
  v.blocking-flush                   => ok
  f.read 64 0                        => "baseAABBCC" eof?
