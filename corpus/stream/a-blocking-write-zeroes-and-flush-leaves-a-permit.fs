# A blocking-write-zeroes-and-flush ends with a wait until the stream is ready, so that check-write permits a write behind it.
rule   stream/ready-means-progress

tree
  log  ""

run
  f = root.open-at "log" write         => ok
  w = f.write-via-stream 0             => ok
  w.blocking-write-zeroes-and-flush 2  => ok
  w.check-write                        => 1..
  w.ready                              => true

end
  log  "\x00\x00"
