# A stream that was ready goes on to be so when a wait for it was given up: who waits takes nothing.
rule   stream/ready-means-progress
needs  abandon

tree
  log  "abcdef"

run
  f = root.open-at "log" read     => ok
  hold
  r = f.read-via-stream 1         => ok
  r.block, abandon after 2 polls  => ok | abandoned
  release r
  r.block                         => ok
  r.block, abandon after 1 poll   => ok | abandoned
  r.ready                         => true
  r.read 2                        => "bc"
  r.block                         => ok
  r.block, abandon after 1 poll   => ok | abandoned
  r.skip 2                        => 1..2
