# A write behind an append and a cut follows the one before it on its stream.
rule   stream/writes-follow-each-other

tree
  log  ""

run
  f = root.open-at "log" read write    => ok
  v = f.write-via-stream 0             => ok
  v.blocking-write-and-flush "B"       => ok
  w = f.append-via-stream              => ok
  f.set-size 0                         => ok
  w.blocking-write-and-flush "E"       => ok
  v.blocking-write-zeroes-and-flush 1  => ok
  f.read 1 0                           => "E"

end
  log  "E\x00"
