# stat-at reports a symbolic link as one.
rule   file/stat-tells-type-size-and-links

tree
  link -> "log"
  log  "base"

run
  root.stat-at "link"  => symbolic-link size=3 links=1
  root.stat-at "log"   => regular-file size=4 links=1

end
  link -> "log"
  log  "base"
