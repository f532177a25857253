# Each end of link-at starts from its own descriptor, and a name in another directory is one of the same object.
rule   link/link-at-names-the-same-object

tree
  from/
    log  "base"
  into/

run
  a = root.open-at "from" directory read mutate-directory  => ok
  b = root.open-at "into" directory read mutate-directory  => ok
  a.link-at "log" to b "new"                               => ok
  b.stat-at "new"                                          => regular-file size=4 links=2
  a.stat-at "new"                                          => no-entry

end
  from/
    log  "base"
  into/
    new  "base"
