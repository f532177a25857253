# A stream that is ready reads a byte.
rule   stream/ready-means-progress

tree
  log  "z"

run
  f = root.open-at "log" read  => ok
  r = f.read-via-stream 0      => ok
  r.ready, until progress      => true
  r.read 1                     => "z"

end
  log  "z"
