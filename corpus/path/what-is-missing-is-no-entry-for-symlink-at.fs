# A name that is not there is no-entry for every call that wants one, and nothing comes of it.
# Here it is `symlink-at`.
rule   path/missing-is-no-entry

tree
  log  "base"

run
  root.symlink-at "log" "none/new"  => no-entry

end
  log  "base"
