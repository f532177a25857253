# The write after one that was given up goes behind as much of that as was taken.
rule   cancel/abandoned-write-is-accounted-for

tree
  log  "base"

run
  f = root.open-at "log" read write                        => ok
  v = f.write-via-stream 0                                 => ok
  hold queued
  v.blocking-write-and-flush "AAAA", abandon after 1 poll  => ok | abandoned
  v.blocking-write-and-flush "BB"                          => ok
  f.read 64 0                                              => "AAAABB" eof?
