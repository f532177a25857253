# Behind a write that can't be done a flush is never over, so that no permit comes of it: check-write in a loop ends with the error.
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
  w.check-write, until progress               => failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  w.check-write                               => closed
  f.stat                                      => regular-file size=4 links=1
