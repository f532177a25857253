# A timestamp can be set to now while the other stays.
rule   time/no-change-keeps

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.set-times 7s 5s                  => ok
  f.set-times now no-change          => ok
  f.stat                             => regular-file size=4 links=1 accessed=after 7s modified=5s changed=after 7s
  f.set-times 7s no-change           => ok
  f.set-times no-change now          => ok
  f.stat                             => regular-file size=4 links=1 accessed=7s modified=after 5s changed=after 7s

end
  log  "base"
