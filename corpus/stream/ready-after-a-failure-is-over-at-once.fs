# A stream that has failed has nothing to wait for: `ready`.
rule   stream/ready-means-progress

tree
  log  "base"

run
  f = root.open-at "log" read write           => ok
  w = f.write-via-stream 9223372036854775807  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  w.blocking-write-and-flush "A"              => failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  w.ready                                     => true
  f.stat                                      => regular-file size=4 links=1

end
  log  "base"
