# As when its call of the system has begun.
rule   cancel/abandoned-write-is-accounted-for

tree
  log  "base"

run
  f = root.open-at "log" read write                        => ok
  v = f.write-via-stream 0                                 => ok
  hold
  v.blocking-write-and-flush "AAAA", abandon after 2 polls  => ok | abandoned
  release v
  v.blocking-write-and-flush "BB"                          => ok
  f.read 64 0                                              => "AAAABB" eof?
