# A write that can not be done fails once; after that the stream is closed: `splice`.
rule   stream/closed-is-final

tree
  log  "base"

run
  f = root.open-at "log" read write           => ok
  w = f.write-via-stream 9223372036854775807  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  w.blocking-write-and-flush "A"              => failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  r = f.read-via-stream 0                     => ok
  w.splice r 1                                => closed
  f.read 9 0                                  => "base" eof?

end
  log  "base"
