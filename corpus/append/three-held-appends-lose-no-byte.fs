# Three overlapping appends all stand in the file.
rule   append/no-lost-bytes

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  w = f.append-via-stream            => ok
  x = f.append-via-stream            => ok
  v.check-write                      => 0..
  w.check-write                      => 0..
  x.check-write                      => 0..
  hold
  v.write "AA"                       => ok
  w.write "BB"                       => ok
  x.write "CC"                       => ok
  release x
  release v
  release w
  v.blocking-flush                   => ok
  w.blocking-flush                   => ok
  x.blocking-flush                   => ok
  f.read 64 0                        => "baseAABBCC" eof? | "baseAACCBB" eof? | "baseBBAACC" eof? | "baseCCAABB" eof? | "baseBBCCAA" eof? | "baseCCBBAA" eof?
