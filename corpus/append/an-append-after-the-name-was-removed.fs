# A stream goes on to write when another process has removed the name.
rule   append/no-lost-bytes

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  host remove "log"
  v.blocking-write-and-flush "B"     => ok
  f.read 64 0                        => "baseB" eof?
