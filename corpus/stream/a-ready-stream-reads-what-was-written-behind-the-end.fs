# A stream that began past the end and is ready reads what was written there.
rule   stream/ready-means-progress

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  r = f.read-via-stream 1            => ok
  v.blocking-write-and-flush "B0"    => ok
  r.ready, until progress            => true
  r.read 1                           => "0"

end
  log  "B0"
