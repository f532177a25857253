# The bytes of one append are not mixed with those of another.
rule   append/tears-nothing

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  w = f.append-via-stream            => ok
  v.check-write                      => 0..
  w.check-write                      => 0..
  hold
  v.write "AAAAAAAA"                 => ok
  w.write "BBBBBBBB"                 => ok
  release v
  release w
  release v
  quiesce
  v.blocking-flush                   => ok
  w.blocking-flush                   => ok
  f.read 64 0                        => "baseAAAAAAAABBBBBBBB" eof? | "baseBBBBBBBBAAAAAAAA" eof?
