# A write over appends that are in flight starts at its offset.
rule   stream/flushed-bytes-have-landed

tree
  log  "b"

run
  f = root.open-at "log" write    => ok
  v = f.append-via-stream         => ok
  v.check-write                   => 0..
  w = f.append-via-stream         => ok
  hold
  v.write "E0"                    => ok
  w.blocking-write-and-flush "G"  => ok
  x = f.write-via-stream 0        => ok
  x.check-write                   => 0..
  x.write "H0"                    => ok
