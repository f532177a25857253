# A wait that was given up takes no byte, and the pollable is as good as before.
rule   poll/pollable-follows-its-stream

tree
  log  "base"

run
  f = root.open-at "log" read     => ok
  r = f.read-via-stream 0         => ok
  p = r.subscribe                 => ok
  hold
  p.block, abandon after 1 poll   => ok | abandoned
  poll [p], abandon after 1 poll  => [0] | abandoned
  quiesce
  p.block                         => ok
  r.read 64                       => "base"
