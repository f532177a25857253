# Between the pieces of a short append others may stand, and no byte is lost.
rule   fault/short-counts-are-continued

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  w = f.append-via-stream            => ok
  v.check-write                      => 0..
  w.check-write                      => 0..
  fault v write short 2
  hold
  v.write "AAAA"                     => ok
  w.write "BB"                       => ok
  release v
  release w
  release v
  v.blocking-flush                   => ok
  w.blocking-flush                   => ok
  f.read 64 0                        => "baseAAAABB" eof? | "baseBBAAAA" eof? | "baseABBAAA" eof? | "baseAABBAA" eof? | "baseAAABBA" eof?
