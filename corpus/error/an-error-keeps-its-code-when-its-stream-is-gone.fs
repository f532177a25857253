# Nobody else may have the code of an error, so it stays when the stream is dropped, and the file closed.
rule   error/keeps-its-code

tree
  log  "base"

run
  f = root.open-at "log" read write            => ok
  v = f.write-via-stream 18446744073709551615  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  e = v.blocking-write-and-flush "A"           => failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  v.drop                                       => ok
  f.drop                                       => ok
  e.filesystem-error-code                      => invalid

end
  log  "base"
