# The first timestamp of set-times is that of the access, the second one that of the modification.
rule   time/set-times-sets

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.set-times 1000s no-change        => ok
  f.set-times no-change 2000s        => ok
  f.stat                             => regular-file size=4 links=1 accessed=1000s modified=2000s changed=after 2000s

end
  log  "base"
