# rename-at of a symbolic link moves the link; what it leads to stays where it is.
rule   dir/tree-is-as-the-calls-left-it

tree
  link -> "log"
  log  "base"

run
  root.rename-at "link" to root "new"  => ok
  root.readlink-at "new"               => "log"
  root.stat-at "log"                   => regular-file size=4 links=1
  root.stat-at "link"                  => no-entry

end
  log  "base"
  new -> "log"
