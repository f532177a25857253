# A pollable of before a write is not ready until check-write permits the next one.
rule   poll/pollable-follows-its-stream

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  p = v.subscribe                    => ok
  v.check-write                      => 0..
  hold
  v.write "AA"                       => ok
  v.flush                            => ok
  p.ready, until progress            => true
  v.check-write                      => 1..
