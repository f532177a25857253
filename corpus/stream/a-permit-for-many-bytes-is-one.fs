# A write of more than one buffer within the permit is taken.
rule   stream/write-within-permit-is-taken

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  w = f.write-via-stream 0           => ok
  w.check-write                      => 0..
  w.write A[0..4097]                 => ok
  w.blocking-flush                   => ok

end
  log  A[0..4097]
