# Offsets have 64 bits: what is written on both sides of 4 GiB stays apart, in a call and in a stream.
rule   file/write-lands-at-its-offset
needs  sparse-files

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.write "ABCD" 4294967294          => 1..4 | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  f.read 8 0                         => "base\x00\x00\x00\x00"
  f.read 8 4294967292                => "\x00\x00ABCD" eof?
  w = f.write-via-stream 8589934591  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  w.blocking-write-and-flush "EF"    => ok | failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  f.stat                             => regular-file size=8589934593 links=1
  r = f.read-via-stream 4294967295   => ok
  r.blocking-read 3                  => "BCD"
  f.read 4 size-2                    => "EF" eof?
  f.set-size 4294967296              => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  f.read 8 4294967292                => "\x00\x00AB" eof?

end
  log  "base"+zeros[4294967290]+"AB"
