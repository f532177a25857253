# link-at of a name that is not there, or to a directory that is not, makes nothing.
rule   link/stat-counts-the-names

tree
  log  "base"

run
  root.link-at "none" to root "new"      => no-entry
  root.link-at "log" to root "none/new"  => no-entry
  root.stat-at "new"                     => no-entry
  root.stat-at "log"                     => regular-file size=4 links=1

end
  log  "base"
