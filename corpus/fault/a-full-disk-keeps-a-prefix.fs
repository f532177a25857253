# When the disk is full in the middle of a write a prefix of it stays.
rule   fault/error-keeps-a-prefix

tree
  log  "base"

run
  f = root.open-at "log" read write   => ok
  v = f.write-via-stream 4            => ok
  fault v write insufficient-space after 3 bytes
  v.blocking-write-and-flush "ABCDE"  => ok | failed(insufficient-space)
  f.read 64 0                         => "baseABCDE" eof?
