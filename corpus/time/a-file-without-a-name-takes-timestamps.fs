# set-times works on a file whose last name is gone.
rule   time/set-times-sets

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  root.unlink-file-at "log"          => ok
  f.set-times 7s 5s                  => ok
  f.stat                             => regular-file size=4 links=0 accessed=7s modified=5s changed=after 7s

end
  nothing
