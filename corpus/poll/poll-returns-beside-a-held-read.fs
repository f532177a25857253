# An output stream is ready: poll says so at once, though the other stream of the list reads.
rule   poll/returns-once-one-is-ready

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  v = f.append-via-stream            => ok
  v.block                            => ok
  hold
  p = r.subscribe                    => ok
  q = v.subscribe                    => ok
  r.read 4                           => "base"?
  poll [p q]                         => some of [0 1]
