# Through a preopen that grants nothing, nothing is opened or listed.
# Here it is `open-at`.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen none "" dir=none file=none

tree
  log  "base"

run
  f = none.open-at "log" read  => not-permitted | access | read-only | bad-descriptor
  g = root.open-at "log" read  => ok

end
  log  "base"
