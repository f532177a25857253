# link-at of a file is refused where the old or the new name has a slash behind it.
rule   path/trailing-slash-needs-a-directory

tree
  log  "base"

run
  root.link-at "log/" to root "new"   => not-directory
  root.link-at "log" to root "new/"   => not-directory | no-entry
  root.link-at "log/." to root "new"  => not-directory
  root.stat-at "log"                  => regular-file size=4 links=1
  root.stat-at "new"                  => no-entry

end
  log  "base"
