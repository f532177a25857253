# Where files may not be written, set-times on one is refused, whatever directories may.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen some "" dir=read,mutate file=read

tree
  log  "base"

run
  f = some.open-at "log" read        => ok
  g = root.open-at "log" read write  => ok
  g.set-times 5s 6s                  => ok
  f.set-times 7s 8s                  => not-permitted | access | read-only | bad-descriptor
  f.set-times now now                => not-permitted | access | read-only | bad-descriptor
  f.stat                             => regular-file size=4 links=1 accessed=5s modified=6s changed=after 6s
  g.set-times 7s 8s                  => ok
  f.stat                             => regular-file size=4 links=1 accessed=7s modified=8s changed=after 8s

end
  log  "base"
