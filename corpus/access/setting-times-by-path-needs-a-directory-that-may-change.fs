# Where directories may not change, set-times-at changes no time.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen some "" dir=read file=read,write

tree
  log  "base"

run
  root.set-times-at "log" 5s 6s  => ok
  some.set-times-at "log" 7s 8s  => not-permitted | access | read-only | bad-descriptor
  some.stat-at "log"             => regular-file size=4 links=1 accessed=5s modified=6s changed=after 6s
  root.set-times-at "log" 7s 8s  => ok
  some.stat-at "log"             => regular-file size=4 links=1 accessed=7s modified=8s changed=after 8s

end
  log  "base"
