# When the device fails in the middle of a long write a prefix of it stays, and nothing of what is behind that.
rule   fault/error-keeps-a-prefix

tree
  log  z[0..128]

run
  f = root.open-at "log" read write    => ok
  v = f.write-via-stream 0             => ok
  fault v write io after 48 bytes
  v.blocking-write-and-flush A[0..96]  => ok | failed(io)
  f.read 200 0                         => A[0..96]+z[96..128] eof?
  f.stat                               => regular-file size=128 links=1
