# Whoever never waits is told as well: when the flush behind a write that can't be done is seen to be over, its error is due.
rule   stream/failure-is-reported-as-one

tree
  log  "base"

run
  f = root.open-at "log" read write           => ok
  w = f.write-via-stream 9223372036854775807  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  w.check-write                               => 0..
  hold
  w.write "A"                                 => ok | failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  w.flush                                     => ok | failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  w.block                                     => ok
  w.check-write                               => failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  w.check-write                               => closed
  f.stat                                      => regular-file size=4 links=1
