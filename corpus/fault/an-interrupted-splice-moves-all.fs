# A splice of which both ends are interrupted moves what it counts.
rule   fault/interruption-is-invisible

tree
  a  "abcd"
  log  "base"

run
  f = root.open-at "log" read write  => ok
  g = root.open-at "a" read          => ok
  r = g.read-via-stream 0            => ok
  v = f.append-via-stream            => ok
  fault r read interrupted
  fault v write interrupted
  v.blocking-splice r 4              => 1..4
  v.blocking-flush                   => ok
  f.read 64 0                        => "baseabcd" eof?
