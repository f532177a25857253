# What a stream appends to a file that was cut stands in the order in which it was written.
rule   stream/flushed-bytes-have-landed

tree
  log  "z"

run
  f = root.open-at "log" write         => ok
  v = f.append-via-stream              => ok
  f.set-size 0                         => ok
  v.blocking-write-and-flush "A"       => ok
  v.blocking-write-zeroes-and-flush 1  => ok

end
  log  "A\x00"
