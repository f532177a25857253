# However large a permit is, a write of its size is taken.
rule   stream/write-within-permit-is-taken

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  w = f.write-via-stream 0           => ok
  w.check-write                      => 0..
  w.write A[0..65537]                => ok

end
  log  ""
