# A write of which the system takes a piece lands whole.
rule   fault/short-counts-are-continued

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  fault v write short 1
  v.blocking-write-and-flush "AAAA"  => ok
  v.blocking-write-and-flush "BB"    => ok
  f.read 64 0                        => "AAAABB" eof?
