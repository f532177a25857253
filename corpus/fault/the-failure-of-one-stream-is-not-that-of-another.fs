# Another stream on the file goes on when one has failed.
rule   fault/error-is-delivered-once

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  w = f.append-via-stream            => ok
  fault v write io
  v.blocking-write-and-flush "AA"    => ok | failed(io)
  w.blocking-write-and-flush "BB"    => ok
  f.read 64 0                        => "baseAABB" eof?
