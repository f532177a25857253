# Of a stream that starts beyond any file a write of nothing comes to nothing, or fails.
rule   stream/write-within-permit-is-taken

tree
  log  ""

run
  f = root.open-at "log" write                => ok
  v = f.write-via-stream 9223372036854775808  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  v.check-write                               => 0..
  v.write ""                                  => ok | failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  v.blocking-flush                            => ok | failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)

end
  log  ""
