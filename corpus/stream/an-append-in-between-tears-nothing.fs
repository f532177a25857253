# Appends of another stream in between tear nothing.
rule   stream/flushed-bytes-have-landed

run
  f = root.open-at "log" create write   => ok
  v = f.append-via-stream               => ok
  w = f.append-via-stream               => ok
  v.blocking-write-and-flush "AAAAAA"   => ok
  w.blocking-write-and-flush "B000B00"  => ok
  v.blocking-write-and-flush "C0"       => ok

end
  log  "AAAAAAB000B00C0"
