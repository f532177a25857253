# Through a preopen that grants nothing, nothing is opened or listed.
# Here it is `read-directory`.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen none "" dir=none file=none

tree
  log  "base"

run
  e = none.read-directory      => not-permitted | access | read-only | bad-descriptor
  g = root.open-at "log" read  => ok

end
  log  "base"
