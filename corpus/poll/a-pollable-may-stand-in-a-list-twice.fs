# The same pollable at two places is ready at both or named at one.
rule   poll/names-what-is-ready

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  r = f.read-via-stream 0      => ok
  p = r.subscribe              => ok
  p.block                      => ok
  poll [p p p]                 => some of [0 1 2]

end
  log  "base"
