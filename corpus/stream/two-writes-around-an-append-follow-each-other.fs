# Two writes around an append follow each other.
rule   stream/flushed-bytes-have-landed

run
  f = root.open-at "log" create write  => ok
  v = f.append-via-stream              => ok
  w = f.write-via-stream 0             => ok
  w.blocking-write-and-flush "B"       => ok
  v.blocking-write-zeroes-and-flush 1  => ok
  w.blocking-write-zeroes-and-flush 1  => ok

end
  log  "B\x00"
