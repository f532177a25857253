# A stream that is ready skips a byte.
rule   stream/ready-means-progress

tree
  log  "a"

run
  f = root.open-at "log" read  => ok
  r = f.read-via-stream 0      => ok
  r.ready, until progress      => true
  r.skip 1                     => 1

end
  log  "a"
