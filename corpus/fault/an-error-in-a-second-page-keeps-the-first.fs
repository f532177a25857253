# When the device fails behind the first buffer of a long write, what is kept begins with that one.
rule   fault/error-keeps-a-prefix

tree
  log  z[0..128]

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  v.check-write                      => 0..
  fault v write io after 4096 bytes
  v.write A[0..8192]                 => ok | failed(io)
  v.blocking-flush                   => ok | failed(io)
  f.read 9000 0                      => A[0..8192] eof?
  f.stat                             => regular-file size=8192 links=1
