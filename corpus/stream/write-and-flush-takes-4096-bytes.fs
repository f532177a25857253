# 4096 bytes are taken whole; a byte more is refused with a trap, or written whole.
rule   stream/write-and-flush-takes-4096-bytes

tree
  log  "base"

run
  f = root.open-at "log" read write      => ok
  w = f.write-via-stream 0               => ok
  w.blocking-write-and-flush A[0..4096]  => ok
  f.stat                                 => regular-file size=4096 links=1
  w.blocking-write-and-flush B[0..4097]  => trap | ok

end
  log  A[0..4096]
