# A read of nothing before the last byte that was appended is not at the end.
rule   file/end-of-file-flag

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  f.write "A" 0                      => 1
  v.blocking-write-and-flush "BBBB"  => ok
  f.read 0 4                         => ""

end
  log  "ABBBB"
