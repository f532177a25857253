# A stream that has ended has nothing to wait for, and neither has its pollable of before.
rule   poll/pollable-follows-its-stream

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  r = f.read-via-stream 0      => ok
  p = r.subscribe              => ok
  r.blocking-read 64           => "base"
  r.blocking-read 64           => closed
  p.ready                      => true
  p.block                      => ok
  poll [p]                     => [0]

end
  log  "base"
