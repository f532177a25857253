# Into a directory that was removed nothing can be moved: the object keeps its name.
rule   dir/removed-directory-takes-nothing

tree
  log  "base"
  sub/

run
  d = root.open-at "sub" directory read mutate-directory  => ok
  root.remove-directory-at "sub"                          => ok | busy
  root.rename-at "log" to d "log"                         => no-entry
  root.stat-at "log"                                      => regular-file size=4 links=1

end
  log  "base"
