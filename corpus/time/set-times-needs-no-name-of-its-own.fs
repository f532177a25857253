# set-times goes to the descriptor's object when another one has its name.
rule   time/set-times-sets

tree
  log  "base"
  new  "NEW"

run
  f = root.open-at "log" read write   => ok
  root.set-times-at "new" 70s 50s     => ok
  root.rename-at "new" to root "log"  => ok
  f.set-times 7s 5s                   => ok
  root.stat-at "log"                  => regular-file size=3 links=1 accessed=70s modified=50s changed=after 70s
  f.stat                              => regular-file size=4 links=0 accessed=7s modified=5s changed=after 7s

end
  log  "NEW"
