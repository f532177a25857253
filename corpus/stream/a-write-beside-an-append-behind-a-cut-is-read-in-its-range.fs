# A write beside an append to a file that was cut is read in its range.
rule   stream/flushed-bytes-have-landed

tree
  log  "z0"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  w = f.write-via-stream 0           => ok
  w.check-write                      => 0..
  hold
  w.write "A"                        => ok
  f.set-size 1                       => ok
  v.blocking-write-and-flush "C"     => ok
  f.read 64 0                        => "zC" eof? with "A" in flight
