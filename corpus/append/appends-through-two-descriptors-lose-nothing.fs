# Which descriptor a stream came from makes no difference.
rule   append/no-lost-bytes

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  a = f.append-via-stream            => ok
  g = root.open-at "log" write       => ok
  b = g.append-via-stream            => ok
  b.blocking-write-and-flush "BB"    => ok
  a.blocking-write-and-flush "AA"    => ok
  b.blocking-write-and-flush "CC"    => ok
  f.read 20 0                        => "baseBBAACC" eof?

end
  log  "baseBBAACC"
