# Of two appends one is under way: when poll names that as well, it permits the next write.
rule   poll/names-what-is-ready

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  v = f.append-via-stream            => ok
  p = r.subscribe                    => ok
  r.block                            => ok
  v.check-write                      => 0..
  hold
  v.write "AA"                       => ok
  v.flush                            => ok
  q = v.subscribe                    => ok
  poll [p q]                         => some of [0 1]
  v.check-write                      => 1..
