# A pollable is of use for one write after the other.
rule   poll/pollable-follows-its-stream

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  p = v.subscribe                    => ok
  v.blocking-write-and-flush "AA"    => ok
  p.ready                            => true
  v.blocking-write-and-flush "BB"    => ok
  p.ready                            => true
  p.block                            => ok
  v.check-write                      => 1..

end
  log  "baseAABB"
