# Appends of two streams stand one behind the other, in the order of their flushes.
rule   append/no-lost-bytes

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  a = f.append-via-stream            => ok
  b = f.append-via-stream            => ok
  a.blocking-write-and-flush "AA"    => ok
  b.blocking-write-and-flush "BB"    => ok
  a.blocking-write-and-flush "CC"    => ok
  f.read 20 0                        => "baseAABBCC" eof?

end
  log  "baseAABBCC"
