# A list of one that is ready has the place 0.
rule   poll/names-what-is-ready

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  r = f.read-via-stream 0      => ok
  p = r.subscribe              => ok
  p.block                      => ok
  poll [p]                     => [0]

end
  log  "base"
