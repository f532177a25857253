# An append lands beside a write that is in flight.
rule   stream/flushed-bytes-have-landed

run
  f = root.open-at "log" create write  => ok
  v = f.write-via-stream 0             => ok
  w = f.append-via-stream              => ok
  v.check-write                        => 0..
  hold
  v.write "B"                          => ok
  w.blocking-write-and-flush "C"       => ok
  v.blocking-flush                     => ok
