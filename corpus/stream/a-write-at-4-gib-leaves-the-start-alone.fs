# A stream that writes at 4 GiB leaves the start of the file alone.
rule   stream/write-starts-at-its-offset

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  w = f.write-via-stream 4294967296  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  w.blocking-write-and-flush "AAAA"  => ok | failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  f.read 4 0                         => "base"

end
  log  "base"+zeros[4294967292]+"AAAA"
