# A rename leaves the number of links as it is; a rename over a name takes one from the file that had it.
rule   link/stat-counts-the-names

tree
  log  "base"
  old  "gone"

run
  root.link-at "old" to root "kept"   => ok
  root.rename-at "log" to root "new"  => ok
  root.stat-at "new"                  => regular-file size=4 links=1
  root.rename-at "new" to root "old"  => ok
  root.stat-at "old"                  => regular-file size=4 links=1 accessed=as before modified=as before
  root.stat-at "kept"                 => regular-file size=4 links=1

end
  kept  "gone"
  old  "base"
