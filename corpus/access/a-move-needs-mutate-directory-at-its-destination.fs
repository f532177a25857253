# rename-at to a descriptor without mutate-directory is read-only, to its twin with it works.
rule   access/mutation-needs-mutate-directory

tree
  log  "base"
  sub/

run
  d = root.open-at "sub" directory read                   => ok
  root.rename-at "log" to d "new"                         => read-only
  root.stat-at "sub/new"                                  => no-entry
  e = root.open-at "sub" directory read mutate-directory  => ok
  root.rename-at "log" to e "new"                         => ok
  root.stat-at "sub/new"                                  => regular-file size=4 links=1

end
  sub/
    new  "base"
