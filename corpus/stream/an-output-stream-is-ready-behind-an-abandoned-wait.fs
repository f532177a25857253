# A stream that was ready goes on to permit a write when a wait for it was given up: who waits asks for nothing.
rule   stream/ready-means-progress
needs  abandon

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  v.block                            => ok
  v.check-write                      => 1..
  hold
  v.write "A"                        => ok
  v.flush                            => ok
  v.block, abandon after 2 polls     => ok | abandoned
  release v
  v.block                            => ok
  v.block, abandon after 1 poll      => ok | abandoned
  v.ready                            => true
  v.check-write                      => 1..
  v.write "B"                        => ok
  v.flush                            => ok
  v.block                            => ok
  v.block, abandon after 1 poll      => ok | abandoned
  v.check-write                      => 1..
