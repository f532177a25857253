# A splice asks check-write first, so it tells of the write that can't be done and takes nothing from its source.
rule   stream/failure-is-reported-as-one

tree
  log  "base"
  new  ""

run
  f = root.open-at "log" read                 => ok
  r = f.read-via-stream 0                     => ok
  g = root.open-at "new" write                => ok
  w = g.write-via-stream 9223372036854775807  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  w.check-write                               => 0..
  hold
  w.write "A"                                 => ok | failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  w.flush                                     => ok | failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  w.blocking-splice r 2                       => failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  w.check-write                               => closed
  r.blocking-read 4                           => "base"
