# An append beside one that is cancelled lands whole.
rule   cancel/write-lands-as-a-prefix

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  w = f.append-via-stream            => ok
  v.check-write                      => 0..
  w.check-write                      => 0..
  hold
  v.write "AAAA"                     => ok
  w.write "BBBB"                     => ok
  v.cancel                           => ok
  w.blocking-flush                   => ok
  f.read 64 0                        => "baseAAAABBBB" eof? | "baseAAABBBB" eof? | "baseAABBBB" eof? | "baseABBBB" eof? | "baseBBBB" eof? | "baseBBBBAAAA" eof? | "baseBBBBAAA" eof? | "baseBBBBAA" eof? | "baseBBBBA" eof?
