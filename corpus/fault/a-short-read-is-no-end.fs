# A read of which the system gives a piece is followed by the rest.
rule   fault/short-counts-are-continued

tree
  log  "abababab"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  fault r read short 1
  r.blocking-skip 4                  => 1..4
  r.blocking-read 4                  => "abab"
