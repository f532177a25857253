# After block a permit is not zero.
rule   stream/ready-means-progress

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  w = f.write-via-stream 0           => ok
  w.block                            => ok
  w.ready                            => true
  w.check-write, until progress      => 1..

end
  log  "base"
