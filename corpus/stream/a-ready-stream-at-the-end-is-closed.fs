# A stream that has ended is always ready.
rule   stream/ready-means-progress

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.blocking-read 9                  => "base"
  r.block                            => ok
  r.ready                            => true
  r.read 1, until progress           => closed
  r.ready                            => true
  r.block                            => ok

end
  log  "base"
