# When the size has told what an append that was cancelled has left, it stays so.
rule   cancel/nothing-lands-later

run
  f = root.open-at "log" create read write  => ok
  v = f.append-via-stream                   => ok
  w = f.append-via-stream                   => ok
  v.blocking-write-and-flush "A"            => ok
  w.check-write                             => 0..
  hold
  w.write "B"                               => ok
  w.cancel                                  => ok
  f.stat                                    => regular-file size=2 links=1 | regular-file size=1 links=1
  f.read 64 0                               => "AB" eof?
