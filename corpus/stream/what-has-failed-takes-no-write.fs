# A stream that has reported an error writes nothing more.
rule   stream/failure-is-reported-as-one

tree
  log  "base"

run
  f = root.open-at "log" read write           => ok
  w = f.write-via-stream 9223372036854775807  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  w.blocking-write-and-flush "A"              => failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  w.check-write                               => closed

end
  log  "base"
