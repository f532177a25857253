# To open a file for writing, advise on it and sync it modifies nothing.
rule   time/nothing-changes-by-itself

tree
  log  "base"

run
  root.stat-at "log"                 => regular-file size=4 links=1
  f = root.open-at "log" read write  => ok
  f.advise 0 4 will-need             => ok
  f.sync                             => ok
  f.sync-data                        => ok
  root.stat-at "log"                 => regular-file size=4 links=1 accessed=as before modified=as before changed=as before

end
  log  "base"
