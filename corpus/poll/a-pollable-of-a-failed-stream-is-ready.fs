# A stream that has failed has nothing to wait for.
rule   poll/pollable-follows-its-stream

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  p = v.subscribe                    => ok
  fault v write io
  v.blocking-write-and-flush "AA"    => ok | failed(io)
  p.ready                            => true
  p.block                            => ok
  poll [p]                           => [0]
