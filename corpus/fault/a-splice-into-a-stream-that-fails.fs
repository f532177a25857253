# A splice whose sink fails tells so, now or at the next flush.
rule   fault/error-is-delivered-once

tree
  a  "abcd"
  log  "base"

run
  f = root.open-at "log" read write  => ok
  g = root.open-at "a" read          => ok
  r = g.read-via-stream 0            => ok
  v = f.append-via-stream            => ok
  fault v write insufficient-space
  v.blocking-splice r 3              => 1..3 | failed(insufficient-space)
  v.blocking-flush                   => ok | failed(insufficient-space)
  f.read 64 0                        => "baseabc" eof?
