# After a flush that was given up another one finds all that was written.
rule   cancel/abandoned-write-is-accounted-for

tree
  log  "base"

run
  f = root.open-at "log" read write       => ok
  v = f.append-via-stream                 => ok
  v.check-write                           => 0..
  hold
  v.write "AA"                            => ok
  v.blocking-flush, abandon after 1 poll  => ok | abandoned
  v.blocking-flush                        => ok
  v.blocking-write-and-flush "BB"         => ok
  f.read 64 0                             => "baseAABB" eof?
