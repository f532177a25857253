# Where the embedder does not grant a directory to change, rename-at neither takes a name there nor gives one.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen some "" dir=read file=read,write

tree
  log  "base"

run
  some.rename-at "log" to root "new"  => not-permitted | access | read-only | bad-descriptor | cross-device
  root.rename-at "log" to some "new"  => not-permitted | access | read-only | bad-descriptor | cross-device
  some.rename-at "log" to some "new"  => not-permitted | access | read-only | bad-descriptor
  some.stat-at "new"                  => no-entry
  root.rename-at "log" to root "new"  => ok

end
  new  "base"
