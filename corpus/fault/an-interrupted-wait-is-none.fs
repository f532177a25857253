# A wait that is interrupted waits on.
rule   fault/interruption-is-invisible

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 1            => ok
  fault r read interrupted
  r.block                            => ok
  r.blocking-read 9                  => "ase"
