# Where the embedder does not grant a directory to change, link-at neither takes a name there nor gives one.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen some "" dir=read file=read,write

tree
  log  "base"

run
  some.link-at "log" to root "new"  => not-permitted | access | read-only | bad-descriptor | cross-device
  root.link-at "log" to some "new"  => not-permitted | access | read-only | bad-descriptor | cross-device
  some.link-at "log" to some "new"  => not-permitted | access | read-only | bad-descriptor
  some.stat-at "new"                => no-entry
  root.link-at "log" to root "new"  => ok

end
  log  "base"
  new  "base"
