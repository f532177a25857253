# The stream that has failed is closed, whatever the guest does with its error.
rule   stream/failure-is-reported-as-one

tree
  log  "base"

run
  f = root.open-at "log" read write            => ok
  v = f.write-via-stream 18446744073709551615  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  e = v.blocking-write-and-flush "A"           => failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  e.drop                                       => ok
  v.check-write                                => closed
  f.read 9 0                                   => "base" eof?

end
  log  "base"
