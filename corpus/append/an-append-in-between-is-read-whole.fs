# An append between those of another stream is read whole.
rule   append/tears-nothing

run
  f = root.open-at "log" create read write  => ok
  v = f.append-via-stream                   => ok
  w = f.append-via-stream                   => ok
  v.blocking-write-and-flush "AAAAA"        => ok
  w.blocking-write-and-flush "B000B0"       => ok
  v.blocking-write-and-flush "C0"           => ok
  f.read 64 0                               => "AAAAAB000B0C0" eof?

end
  log  "AAAAAB000B0C0"
