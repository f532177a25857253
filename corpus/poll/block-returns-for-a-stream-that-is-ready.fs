# A stream that is ready is not waited for, whatever else is held.
rule   poll/returns-once-one-is-ready

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  v = f.append-via-stream            => ok
  r.block                            => ok
  v.check-write                      => 0..
  hold
  v.write "AA"                       => ok
  r.block                            => ok
  r.read 4                           => "base" with "AA" in flight | "base" or as read ahead
