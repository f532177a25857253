# Two streams append, and one of them has asked for its flush: its pollable is ready when its own append has landed, whatever the
# other one has done.
rule   poll/pollable-follows-its-stream

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  p = v.subscribe                    => ok
  w = f.append-via-stream            => ok
  v.check-write                      => 0..
  w.check-write                      => 0..
  hold
  w.write "A"                        => ok
  v.write "B"                        => ok
  v.flush                            => ok
  p.ready                            => true | false
  release w
  f.read 1 0                         => "B" eof? with "A" in flight | "B" | "A"
  root.stat-at "log"                 => regular-file size=1..2 links=1 | regular-file size=2 links=1
