# An append of many buffers has no other one in its middle.
rule   append/tears-nothing

run
  f = root.open-at "log" create read write  => ok
  v = f.append-via-stream                   => ok
  w = f.append-via-stream                   => ok
  v.check-write                             => 0..
  w.check-write                             => 0..
  hold
  v.write A[0..9000]                        => ok
  w.write B[0..9000]                        => ok
  release v
  release w
  release v
  quiesce
  v.blocking-flush                          => ok
  w.blocking-flush                          => ok
  f.read 20000 0                            => A[0..9000]+B[0..9000] eof? | B[0..9000]+A[0..9000] eof?
