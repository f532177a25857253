# A write that a signal has interrupted lands all the same.
rule   fault/interruption-is-invisible

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  fault v write interrupted
  v.blocking-write-and-flush "AAAA"  => ok
  f.read 64 0                        => "AAAA" eof?
