# When a stream was seen to be ready, a read gives a byte at once.
rule   stream/ready-means-progress

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.block                            => ok
  r.ready                            => true
  r.read 2, until progress           => "ba"
  r.ready, until progress            => true
  r.skip 1, until progress           => 1

end
  log  "base"
