# A splice that was given up has moved what the source misses and nothing else.
rule   cancel/abandoned-write-is-accounted-for

tree
  a  "abcd"
  log  "base"

run
  f = root.open-at "log" read write            => ok
  g = root.open-at "a" read                    => ok
  r = g.read-via-stream 0                      => ok
  v = f.append-via-stream                      => ok
  hold queued
  v.blocking-splice r 2, abandon after 1 poll  => 1..2 | abandoned
  v.blocking-splice r 4                        => 1..2
  v.blocking-flush                             => ok
  f.read 64 0                                  => "baseabcd" eof?
