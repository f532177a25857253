# The same through a pollable that was made long before.
rule   poll/returns-once-one-is-ready

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  w = f.append-via-stream            => ok
  p = v.subscribe                    => ok
  v.block                            => ok
  w.check-write                      => 0..
  hold
  w.write "AA"                       => ok
  p.block                            => ok
  v.check-write                      => 1..
