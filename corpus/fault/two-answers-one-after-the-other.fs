# A second answer of the system does not undo the first.
rule   fault/error-is-delivered-once

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  v.check-write                      => 0..
  fault v write quota
  v.write "A"                        => ok | failed(quota)
  fault v write short 1
  v.blocking-flush                   => ok | failed(quota)
  f.read 64 0                        => "baseA" eof?
