# The error of a write that no file takes has the code that the call has told, each time it is asked.
rule   error/keeps-its-code

tree
  log  "base"

run
  f = root.open-at "log" read write            => ok
  v = f.write-via-stream 18446744073709551615  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  e = v.blocking-write-and-flush "A"           => failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  e.filesystem-error-code                      => invalid
  e.filesystem-error-code                      => invalid
  e.to-debug-string                            => a text

end
  log  "base"
