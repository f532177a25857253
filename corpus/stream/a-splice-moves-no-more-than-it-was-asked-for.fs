# A splice moves no more bytes than it was asked for.
rule   stream/read-gives-at-most-the-length

tree
  log  "base"
  sink  ""

run
  f = root.open-at "log" read write   => ok
  g = root.open-at "sink" read write  => ok
  r = f.read-via-stream 0             => ok
  w = g.write-via-stream 0            => ok
  w.blocking-splice r 2               => 1..2

end
  log  "base"
  sink  ""
