# Two streams on one descriptor each go on where they were.
rule   stream/writes-follow-each-other

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  w = f.write-via-stream 0           => ok
  v = f.write-via-stream 4           => ok
  w.blocking-write-and-flush "A"     => ok
  v.blocking-write-and-flush "B"     => ok
  w.blocking-write-and-flush "C"     => ok
  v.blocking-write-and-flush "D"     => ok
  f.read 9 0                         => "ACseBD" eof?

end
  log  "ACseBD"
