# Whoever never waits is told of the device's error by its code: behind the flush of a write that failed there is nothing else.
rule   fault/error-is-delivered-once

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  v.check-write                      => 0..
  fault v write quota
  hold
  v.write "AAAA"                     => ok | failed(quota)
  v.flush                            => ok | failed(quota)
  v.block                            => ok
  v.check-write                      => 1.. | failed(quota)
  f.read 64 0                        => "AAAA" eof?
