# Of two appends the one that was begun first is let go last: it goes behind the other, and takes no byte away.
rule   append/no-lost-bytes

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  w = f.append-via-stream            => ok
  v.check-write                      => 0..
  w.check-write                      => 0..
  hold
  v.write "AA"                       => ok
  w.write "BB"                       => ok
  release w
  release v
  v.blocking-flush                   => ok
  w.blocking-flush                   => ok
  f.read 64 0                        => "baseAABB" eof? | "baseBBAA" eof?
  f.stat                             => regular-file size=8 links=1
