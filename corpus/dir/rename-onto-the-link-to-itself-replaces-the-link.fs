# A symbolic link that leads to the moved file is another object, so it is replaced, and the file is not lost.
rule   dir/tree-is-as-the-calls-left-it

tree
  link -> "log"
  log  "base"

run
  root.rename-at "log" to root "link"  => ok
  root.stat-at "link"                  => regular-file size=4 links=1
  root.stat-at "log"                   => no-entry

end
  link  "base"
