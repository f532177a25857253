# What is read for a pollable is read for its stream: an error that it meets is the stream's.
rule   fault/error-is-delivered-once

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  r = f.read-via-stream 0      => ok
  p = r.subscribe              => ok
  fault r read io
  p.block                      => ok
  r.read 64                    => "base" | failed(io)
  r.read 64                    => closed | "" | failed(io)
