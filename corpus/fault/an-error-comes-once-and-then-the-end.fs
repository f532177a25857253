# The error of a write is told once; after that the stream is closed.
rule   fault/error-is-delivered-once

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  fault v write io
  v.blocking-write-and-flush "AA"    => ok | failed(io)
  v.check-write                      => 1..
  v.blocking-flush                   => ok
  v.write ""                         => ok | trap
