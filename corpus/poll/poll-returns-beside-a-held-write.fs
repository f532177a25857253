# One of two is ready: poll says so at once, however long the other one's work takes.
rule   poll/returns-once-one-is-ready

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  v = f.append-via-stream            => ok
  p = r.subscribe                    => ok
  q = v.subscribe                    => ok
  r.block                            => ok
  v.check-write                      => 0..
  hold
  v.write "AA"                       => ok
  v.flush                            => ok
  poll [q p]                         => some of [0 1]
  quiesce
  f.read 64 0                        => "baseAA" eof?
