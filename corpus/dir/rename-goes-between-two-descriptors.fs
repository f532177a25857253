# Each end of rename-at starts from its own descriptor.
rule   dir/rename-moves-the-object

tree
  from/
    log  "base"
  into/

run
  a = root.open-at "from" directory read mutate-directory  => ok
  b = root.open-at "into" directory read mutate-directory  => ok
  a.rename-at "log" to b "new"                             => ok
  a.stat-at "log"                                          => no-entry
  b.stat-at "new"                                          => regular-file size=4 links=1
  b.stat-at "log"                                          => no-entry

end
  from/
  into/
    new  "base"
