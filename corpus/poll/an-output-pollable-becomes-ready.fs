# A pollable that was made while a write was held is ready when the stream is.
rule   poll/pollable-follows-its-stream

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  v.check-write                      => 0..
  hold
  v.write "AA"                       => ok
  v.flush                            => ok
  p = v.subscribe                    => ok
  release v
  v.block                            => ok
  p.ready                            => true
  p.block                            => ok
