# Of two writes that were under way the second does not land without the first.
rule   cancel/write-lands-as-a-prefix

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  v.check-write                      => 0..
  hold queued
  v.write "AA"                       => ok
  v.check-write                      => 0..
  v.write "BB"                       => ok
  v.cancel                           => ok
  f.read 64 0                        => "baseA" eof? | "base" eof? | "baseAABB" eof? | "baseAAB" eof? | "baseAA" eof?
