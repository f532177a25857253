# Zeroes that were given up count like any other bytes.
rule   cancel/abandoned-write-is-accounted-for

tree
  log  "base"

run
  f = root.open-at "log" read write                        => ok
  v = f.write-via-stream 0                                 => ok
  hold queued
  v.blocking-write-zeroes-and-flush 3, abandon after 1 poll  => ok | abandoned
  v.blocking-write-and-flush "B"                           => ok
  f.read 64 0                                              => "\x00\x00\x00B" eof?
