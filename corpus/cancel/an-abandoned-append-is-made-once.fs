# An append that was given up is there once at most, and before the next one of its stream.
rule   cancel/abandoned-write-is-accounted-for

tree
  log  "base"

run
  f = root.open-at "log" read write                        => ok
  v = f.append-via-stream                                  => ok
  hold
  v.blocking-write-and-flush "AAAA", abandon after 1 poll  => ok | abandoned
  v.blocking-write-and-flush "BB"                          => ok
  quiesce
  f.read 64 0                                              => "baseAAAABB" eof?
