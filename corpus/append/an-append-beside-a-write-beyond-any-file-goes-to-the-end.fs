# A write that can not land moves no end, whatever became of it.
rule   append/goes-to-the-end-of-the-file

tree
  log  "base"

run
  f = root.open-at "log" read write           => ok
  w = f.write-via-stream 9223372036854775807  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  a = f.append-via-stream                     => ok
  w.check-write                               => 0..
  w.write "AA"                                => ok | failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  a.blocking-write-and-flush "B"              => ok
  f.read 9 0                                  => "baseB" eof?

end
  log  "baseB"
