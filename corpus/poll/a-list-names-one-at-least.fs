# Of two that are ready poll names one or both, and nothing else.
rule   poll/names-what-is-ready

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  w = f.append-via-stream            => ok
  p = r.subscribe                    => ok
  q = w.subscribe                    => ok
  p.block                            => ok
  q.block                            => ok
  poll [p q]                         => some of [0 1]

end
  log  "base"
