# rename-at takes a link at either end for itself: a moved link still leads, a replaced one loses only its name.
rule   path/final-link-is-followed-on-request

tree
  keep  "kept"
  link -> "keep"
  log  "base"
  other -> "log"

run
  root.rename-at "other" to root "moved"  => ok
  root.stat-at "moved"                    => symbolic-link size=3 links=1
  root.stat-at "moved" symlink-follow     => regular-file size=4 links=1
  root.rename-at "log" to root "link"     => ok
  root.stat-at "link"                     => regular-file size=4 links=1 accessed=as before modified=as before
  root.stat-at "keep"                     => regular-file size=4 links=1
  root.stat-at "moved" symlink-follow     => no-entry

end
  keep  "kept"
  link  "base"
  moved -> "log"
