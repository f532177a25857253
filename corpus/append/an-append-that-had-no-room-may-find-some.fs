# An append in flight to a file that is as large as any can be fails, or lands at the end that the file has since.
rule   append/goes-to-the-end-of-the-file

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  f.set-size 9223372036854775807     => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  v = f.append-via-stream            => ok
  v.check-write                      => 0..
  hold
  v.write "A"                        => ok | failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  f.set-size 0                       => ok
  quiesce
  v.blocking-flush                   => ok | failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  f.read 64 0                        => "A" eof?
  f.write "B" 0                      => 1
  f.set-size 1                       => ok
