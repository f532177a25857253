# Of an append that was cancelled nothing is read in the place of what was there.
rule   cancel/write-lands-as-a-prefix

run
  f = root.open-at "log" create read write  => ok
  v = f.append-via-stream                   => ok
  w = f.append-via-stream                   => ok
  v.check-write                             => 0..
  w.blocking-write-and-flush "A"            => ok
  hold
  v.write "B"                               => ok
  v.cancel                                  => ok
  f.read 64 0                               => "AB" eof? | "A" eof?
