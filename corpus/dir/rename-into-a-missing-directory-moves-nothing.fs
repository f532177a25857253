# rename-at into a directory that is not there fails, and the file keeps its name.
rule   dir/tree-is-as-the-calls-left-it

tree
  log  "base"

run
  root.rename-at "log" to root "none/log"  => no-entry
  root.stat-at "log"                       => regular-file size=4 links=1

end
  log  "base"
