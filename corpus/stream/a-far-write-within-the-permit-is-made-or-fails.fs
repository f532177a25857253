# A write within the permit far behind the end is made or fails.
rule   stream/write-within-permit-is-taken

run
  f = root.open-at "log" create write   => ok
  v = f.write-via-stream 1099511627776  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  v.check-write                         => 0..
  v.write "A"                           => ok | failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  v.blocking-flush                      => ok | failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  f.set-size 0                          => ok

end
  log  ""
