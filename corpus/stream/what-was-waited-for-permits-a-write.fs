# When an output stream was waited for, check-write permits a write.
rule   stream/ready-means-progress

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  w = f.write-via-stream 0           => ok
  w.block                            => ok
  w.check-write                      => 1..

end
  log  "base"
