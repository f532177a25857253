# A stream whose pollable was named gives a byte.
rule   poll/names-what-is-ready

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  r = f.read-via-stream 2      => ok
  p = r.subscribe              => ok
  poll [p]                     => [0]
  r.read 1                     => "s"

end
  log  "base"
