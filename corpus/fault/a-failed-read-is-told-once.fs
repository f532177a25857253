# The error of a read is told once; after that the stream is closed.
rule   fault/error-is-delivered-once

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  fault r read io
  r.blocking-read 4                  => "base" | failed(io)
  r.blocking-read 4                  => closed | failed(io)
