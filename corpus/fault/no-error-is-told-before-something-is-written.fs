# An error that the device has for the next write is not told to who only flushes: what was written before is in the file.
rule   fault/error-is-delivered-once

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  v.blocking-write-and-flush "AA"    => ok
  fault v write io
  v.flush                            => ok
  v.blocking-flush                   => ok
  v.blocking-write-and-flush ""      => ok
  v.blocking-write-and-flush "BB"    => ok | failed(io)
  f.read 64 0                        => "AABB" eof?
