# A stream whose pollable was named has a permit, though another one of the list has not: that one was not named, or has one.
rule   poll/names-what-is-ready

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  w = f.append-via-stream            => ok
  p = v.subscribe                    => ok
  q = w.subscribe                    => ok
  v.check-write                      => 0..
  v.write "AA"                       => ok
  poll [q]                           => [0]
  w.check-write                      => 1..

end
  log  "base"
