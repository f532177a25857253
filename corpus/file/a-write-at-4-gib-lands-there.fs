# A write at 4 GiB leaves the start of the file alone.
rule   file/write-lands-at-its-offset

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.write "AAAA" 4294967296          => 1..4 | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  f.read 4 0                         => "base"
  f.stat                             => regular-file size=4294967300 links=1

end
  log  "base"+zeros[4294967292]+"AAAA"
