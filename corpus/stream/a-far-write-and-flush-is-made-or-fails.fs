# A write and flush far behind the end is made or fails.
rule   stream/write-and-flush-takes-4096-bytes

run
  f = root.open-at "log" create write   => ok
  v = f.write-via-stream 1099511627776  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  v.blocking-write-and-flush "A"        => ok | failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  f.set-size 0                          => ok

end
  log  ""
