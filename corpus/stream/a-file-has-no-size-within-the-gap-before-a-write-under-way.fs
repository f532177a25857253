# While a write behind the end is under way the file has its old size, or one that the write has given it: none within the gap.
rule   stream/writes-change-their-range-alone

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 9           => ok
  v.check-write                      => 0..
  hold
  v.write "AAA"                      => ok
  f.stat                             => regular-file size=4 links=1 | regular-file size=10..12 links=1
  root.stat-at "log"                 => regular-file size=4 links=1 | regular-file size=10..12 links=1
  release v
  v.blocking-flush                   => ok
  f.stat                             => regular-file size=12 links=1
