# A symbolic link is no link of the object it leads to: both have one.
rule   link/stat-counts-the-names

tree
  log  "base"

run
  root.symlink-at "log" "link"  => ok
  root.stat-at "log"            => regular-file size=4 links=1
  root.stat-at "link"           => symbolic-link size=3 links=1

end
  link -> "log"
  log  "base"
