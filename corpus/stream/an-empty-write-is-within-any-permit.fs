# A write of nothing is within every permit, also one of 0 bytes.
rule   stream/write-within-permit-is-taken

tree
  log  ""

run
  f = root.open-at "log" write  => ok
  v = f.write-via-stream 0      => ok
  v.check-write                 => 0..
  v.write ""                    => ok
  v.check-write                 => 0..
  v.write ""                    => ok

end
  log  ""
