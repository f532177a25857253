# Through a read-only preopen on the same tree every change is seen and none is made.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen some "" dir=read file=read

tree
  log  "base"

run
  root.rename-at "log" to root "new"     => ok
  some.stat-at "log"                     => no-entry
  some.stat-at "new"                     => regular-file size=4 links=1
  some.rename-at "new" to some "log"     => not-permitted | access | read-only | bad-descriptor
  some.unlink-file-at "new"              => not-permitted | access | read-only | bad-descriptor
  f = some.open-at "new" read            => ok
  g = root.open-at "new" truncate write  => ok
  f.stat                                 => regular-file size=0 links=1
  some.set-times-at "new" 5s 6s          => not-permitted | access | read-only | bad-descriptor

end
  new  ""
