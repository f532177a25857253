# What one preopen grants is not narrowed by others on folders below it: links and moves within it are done.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen free "free" dir=read,mutate file=read,write
preopen kept "kept" dir=read,mutate file=read
preopen some "" dir=read file=read

tree
  free/
  kept/
    log  "base"

run
  some.link-at "kept/log" to some "free/one"      => not-permitted | access | read-only | bad-descriptor
  root.link-at "kept/log" to root "free/two"      => ok
  some.rename-at "kept/log" to some "free/three"  => not-permitted | access | read-only | bad-descriptor
  root.rename-at "kept/log" to root "free/three"  => ok
  free.stat-at "three"                            => regular-file size=4 links=2

end
  free/
    three  "base"
    two  "base"
  kept/
