# The error of a write that goes on in the background is told by a later call.
rule   fault/error-is-delivered-once

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  v.check-write                      => 0..
  fault v write insufficient-space
  hold
  v.write "AA"                       => ok | failed(insufficient-space)
  release v
  v.blocking-flush                   => ok | failed(insufficient-space)
  v.check-write                      => 1..
  f.read 64 0                        => "baseAA" eof?
