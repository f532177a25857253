# When the device fails in the middle of an append a prefix of it stays.
rule   fault/error-keeps-a-prefix

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  fault v write io after 1 byte
  v.blocking-write-and-flush "ABC"   => ok | failed(io)
  f.read 64 0                        => "baseABC" eof?
