# An append whose stream was dropped stands together, or a prefix of it does.
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
  v.drop                             => ok
  w.write "BB"                       => ok
  release w
  w.blocking-flush                   => ok
  quiesce
  f.read 64 0                        => "baseBBAAAA" eof? | "baseBBAAA" eof? | "baseBBAA" eof? | "baseBBA" eof? | "baseBB" eof? | "baseAAAABB" eof? | "baseAAABB" eof? | "baseAABB" eof? | "baseABB" eof?
