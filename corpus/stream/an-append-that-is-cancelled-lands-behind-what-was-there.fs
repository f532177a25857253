# Of an append that was cancelled nothing stands in the place of what was there.
rule   stream/write-within-permit-is-taken

run
  f = root.open-at "log" create write  => ok
  v = f.append-via-stream              => ok
  f.write "C" 0                        => 1
  v.check-write                        => 0..
  hold
  v.write "D"                          => ok
  v.cancel                             => ok
