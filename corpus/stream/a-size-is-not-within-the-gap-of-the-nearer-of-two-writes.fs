# Of two writes behind the end the nearer one gives the file no size within its own gap either.
rule   stream/writes-change-their-range-alone

tree
  log  "b"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 4           => ok
  w = f.write-via-stream 8           => ok
  v.check-write                      => 0..
  w.check-write                      => 0..
  hold
  v.write "AA"                       => ok
  w.write "BB"                       => ok
  f.stat                             => regular-file size=1 links=1 | regular-file size=5..6 links=1 | regular-file size=9..10 links=1
  release v
  v.blocking-flush                   => ok
  f.stat                             => regular-file size=6 links=1 | regular-file size=9..10 links=1 | regular-file size=10 links=1
  w.blocking-flush                   => ok
  f.stat                             => regular-file size=10 links=1
