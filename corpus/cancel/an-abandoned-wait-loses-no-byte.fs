# A wait that was given up takes nothing.
rule   cancel/abandoned-read-loses-nothing

tree
  log  "abcdef"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 1            => ok
  hold
  r.block, abandon after 1 poll      => ok | abandoned
  r.block, abandon after 1 poll      => ok | abandoned
  quiesce
  r.blocking-read 9                  => "bcdef"
  r.blocking-read 9                  => closed
