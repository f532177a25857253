# Writes of nothing are taken, change nothing, and the stream goes on.
rule   stream/output-stays-open

tree
  log  "base"

run
  f = root.open-at "log" read write    => ok
  w = f.write-via-stream 0             => ok
  w.blocking-write-and-flush ""        => ok
  w.blocking-write-zeroes-and-flush 0  => ok
  w.flush                              => ok
  w.blocking-flush                     => ok
  w.blocking-write-and-flush "A"       => ok
  f.read 9 0                           => "Aase" eof?

end
  log  "Aase"
