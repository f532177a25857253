# More than 4096 bytes are refused with a trap, or written whole.
rule   stream/write-and-flush-takes-4096-bytes

tree
  log  ""

run
  f = root.open-at "log" read write      => ok
  w = f.write-via-stream 0               => ok
  w.blocking-write-and-flush A[0..4100]  => trap | ok
  f.stat                                 => regular-file size=0 links=1

end
  log  ""
