# What reads nothing leaves the access as it was set: syncing, opening, asking for type, flags and hash.
rule   time/set-times-sets

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.set-times 1000s no-change        => ok
  f.sync                             => ok
  f.sync-data                        => ok
  f.get-type                         => regular-file
  f.get-flags                        => read write
  g = root.open-at "log" read        => ok
  f.stat                             => regular-file size=4 links=1 accessed=1000s changed=after 1000s

end
  log  "base"
