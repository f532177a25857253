# Beside another stream each one keeps its own order.
rule   append/keeps-the-order-of-a-stream

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  w = f.append-via-stream            => ok
  v.check-write                      => 0..
  w.check-write                      => 0..
  hold queued
  v.write "AA"                       => ok
  w.write "XX"                       => ok
  v.check-write                      => 0..
  v.write "BB"                       => ok
  w.check-write                      => 0..
  w.write "YY"                       => ok
  v.blocking-flush                   => ok
  w.blocking-flush                   => ok
  f.read 64 0                        => "baseAABBXXYY" eof? | "baseAAXXBBYY" eof? | "baseXXAABBYY" eof? | "baseAAXXYYBB" eof? | "baseXXAAYYBB" eof? | "baseXXYYAABB" eof?
