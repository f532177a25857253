# rename-at of a file is refused where the old or the new name has a slash behind it.
rule   path/trailing-slash-needs-a-directory

tree
  log  "base"
  other  "kept"

run
  root.rename-at "log/" to root "new"    => not-directory
  root.rename-at "log" to root "new/"    => not-directory | no-entry
  root.rename-at "log" to root "other/"  => not-directory
  root.rename-at "log/." to root "new"   => not-directory | invalid
  root.stat-at "log"                     => regular-file size=4 links=1
  root.stat-at "other"                   => regular-file size=4 links=1

end
  log  "base"
  other  "kept"
