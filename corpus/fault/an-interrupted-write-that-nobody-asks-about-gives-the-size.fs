# A write that was interrupted is made again: the file has its size, also where the guest only waits for the stream to be ready.
rule   fault/interruption-is-invisible

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  fault v write interrupted
  v.check-write                      => 0..
  v.write "A"                        => ok
  v.flush                            => ok
  v.ready, until progress            => true
  f.stat                             => regular-file size=1 links=1
