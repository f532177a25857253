# A guest that flushes, waits until the stream is ready and flushes again is told of the write that can't be done.
rule   stream/failure-is-reported-as-one

tree
  log  "base"

run
  f = root.open-at "log" read write           => ok
  w = f.write-via-stream 9223372036854775807  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  w.check-write                               => 0..
  hold
  w.write-zeroes 2                            => ok | failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  w.flush                                     => ok | failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  w.ready, until progress                     => true
  w.flush                                     => failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  w.flush                                     => closed
  f.stat                                      => regular-file size=4 links=1
