# An append between those of another stream is read whole.
rule   append/tears-nothing

run
  f = root.open-at "log" create read write  => ok
  v = f.append-via-stream                   => ok
  w = f.append-via-stream                   => ok
  v.check-write                             => 0..
  w.check-write                             => 0..
  hold
  v.write "AAAAA"                           => ok
  w.write "B000B0"                          => ok
  quiesce
  v.blocking-write-and-flush "C0"           => ok
  f.read 64 0                               => "AAAAAC0" eof? with "B000B0" in flight | "AAAAAC0B000B0" eof? | "AAAAAB000B0C0" eof? | "B000B0AAAAAC0" eof?
