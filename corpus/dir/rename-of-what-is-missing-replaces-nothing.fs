# rename-at of a name that is not there fails, and what has the new name stays.
rule   dir/tree-is-as-the-calls-left-it

tree
  log  "base"

run
  root.rename-at "none" to root "new"      => no-entry
  root.rename-at "none" to root "log"      => no-entry
  root.rename-at "none/log" to root "new"  => no-entry
  root.stat-at "log"                       => regular-file size=4 links=1

end
  log  "base"
