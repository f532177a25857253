# rename-at to a path that goes on after a file fails, and the file keeps its name.
rule   dir/tree-is-as-the-calls-left-it

tree
  log  "base"
  plain  "x"

run
  root.rename-at "log" to root "plain/log"  => not-directory
  root.rename-at "plain/log" to root "new"  => not-directory
  root.stat-at "log"                        => regular-file size=4 links=1

end
  log  "base"
  plain  "x"
