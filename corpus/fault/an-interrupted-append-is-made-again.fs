# An append that a signal has interrupted lands once.
rule   fault/interruption-is-invisible

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  fault v write interrupted
  v.blocking-write-and-flush "AAAA"  => ok
  v.blocking-write-and-flush "BB"    => ok
  f.read 64 0                        => "baseAAAABB" eof?
