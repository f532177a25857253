# An append of which the system takes a piece lands whole.
rule   fault/short-counts-are-continued

tree
  log  "base"

run
  f = root.open-at "log" read write   => ok
  v = f.append-via-stream             => ok
  fault v write short 2
  v.blocking-write-and-flush "AAAAA"  => ok
  v.blocking-write-and-flush "BB"     => ok
  f.read 64 0                         => "baseAAAAABB" eof?
