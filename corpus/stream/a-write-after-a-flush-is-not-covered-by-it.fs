# A flush that was asked for completes, whatever becomes of a write that was taken after it.
rule   stream/ready-means-progress

tree
  log  ""

run
  f = root.open-at "log" read write           => ok
  w = f.write-via-stream 9223372036854775807  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  w.flush                                     => ok
  w.block                                     => ok
  w.check-write, until progress               => 1..
  w.write "AAAAAAA"                           => ok | failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  w.ready, until progress                     => true

end
  log  ""
