# A splice writes as a guest does: to where no file reaches it fails, at once or when it is flushed, and lands nothing. What it
# took from its source by then is open.
rule   stream/failure-is-reported-as-one

tree
  log  "base"
  new  ""

run
  f = root.open-at "log" read                 => ok
  r = f.read-via-stream 0                     => ok
  g = root.open-at "new" read write           => ok
  w = g.write-via-stream 9223372036854775807  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  w.splice r 0                                => 0 | failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  w.blocking-splice r 2                       => 1..2 | failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  w.blocking-flush                            => failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  w.check-write                               => closed
  r.blocking-read 1                           => "s"
  g.stat                                      => regular-file size=0 links=1

end
  log  "base"
  new  ""
