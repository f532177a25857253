# Streams that were cancelled, dropped and given up leave no open file.
rule   quality/nothing-is-left-behind

tree
  log  "base"

run
  f = root.open-at "log" read write        => ok
  v = f.append-via-stream                  => ok
  r = f.read-via-stream 0                  => ok
  v.check-write                            => 0..
  hold queued
  v.write "AA"                             => ok
  r.blocking-read 4, abandon after 1 poll  => "base" with "AA" in flight | abandoned | "base"
  v.cancel                                 => ok
  r.drop                                   => ok
  quiesce
  f.drop                                   => ok
