# A splice whose source fails tells its error, and the sink stays open.
rule   fault/error-is-delivered-once

tree
  a  "abcd"
  log  "base"

run
  f = root.open-at "log" read write  => ok
  g = root.open-at "a" read          => ok
  r = g.read-via-stream 0            => ok
  v = f.append-via-stream            => ok
  fault r read io
  v.blocking-splice r 3              => 1..3 | failed(io)
  v.blocking-write-and-flush "B"     => ok
  f.read 64 0                        => "baseabcB" eof?
