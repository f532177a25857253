# In a directory that was removed no name is made: the file keeps the one it has.
rule   link/stat-counts-the-names

tree
  log  "base"
  sub/

run
  d = root.open-at "sub" directory read mutate-directory  => ok
  root.remove-directory-at "sub"                          => ok | busy
  root.link-at "log" to d "new"                           => no-entry
  d.symlink-at "log" "new"                                => no-entry
  root.stat-at "log"                                      => regular-file size=4 links=1

end
  log  "base"
