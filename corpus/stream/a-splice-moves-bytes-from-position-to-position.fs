# What is spliced is taken from the source and written to the sink, once.
rule   stream/splice-moves-what-it-counts

tree
  log  "base"

run
  f = root.open-at "log" read write         => ok
  r = f.read-via-stream 0                   => ok
  g = root.open-at "new" create read write  => ok
  w = g.write-via-stream 0                  => ok
  w.blocking-splice r 1                     => 1
  w.blocking-splice r 1                     => 1
  w.blocking-flush                          => ok
  r.blocking-read 1                         => "s"
  g.read 9 0                                => "ba" eof?

end
  log  "base"
  new  "ba"
