# A file gets no name with a slash behind it, and is not found under one.
rule   link/stat-counts-the-names

tree
  log  "base"

run
  root.link-at "log" to root "new/"  => not-directory | no-entry
  root.link-at "log/" to root "new"  => not-directory
  root.stat-at "log"                 => regular-file size=4 links=1

end
  log  "base"
