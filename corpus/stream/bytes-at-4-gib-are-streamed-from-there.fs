# A stream from 4 GiB gives what stands there.
rule   stream/read-returns-what-was-written

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.write "AAAA" 4294967296          => 1..4 | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  r = f.read-via-stream 4294967296   => ok
  r.blocking-read 4                  => "AAAA"

end
  log  "base"+zeros[4294967292]+"AAAA"
