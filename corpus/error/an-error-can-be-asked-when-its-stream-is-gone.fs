# The error is a resource of the guest's own: it is asked for its text when the stream is no more.
rule   error/outlives-its-stream

tree
  log  "base"

run
  f = root.open-at "log" read write            => ok
  v = f.write-via-stream 18446744073709551615  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  e = v.blocking-write-and-flush "A"           => failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  v.cancel                                     => ok
  e.to-debug-string                            => a text
  e.to-debug-string                            => a text
  e.drop                                       => ok

end
  log  "base"
