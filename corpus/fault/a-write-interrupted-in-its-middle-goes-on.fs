# After an interruption the rest of a write lands behind its beginning.
rule   fault/interruption-is-invisible

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 2           => ok
  fault v write interrupted after 2 bytes
  v.blocking-write-and-flush "AAAA"  => ok
  v.blocking-write-and-flush "B"     => ok
  f.read 64 0                        => "baAAAAB" eof?
