# What stands at 4 GiB is read there, and not what stands at 0.
rule   file/read-returns-what-was-written

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.write "AAAA" 4294967296          => 1..4 | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  f.read 4 4294967296                => "AAAA" eof?
  f.read 4 0                         => "base"

end
  log  "base"+zeros[4294967292]+"AAAA"
