# A name with a slash behind it that is free is not made, and not said to be there.
rule   path/trailing-slash-needs-a-directory

tree
  log  "base"

run
  root.symlink-at "log" "new/"  => not-directory | no-entry
  root.stat-at "new"            => no-entry

end
  log  "base"
