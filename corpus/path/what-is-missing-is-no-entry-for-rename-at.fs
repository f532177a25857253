# A name that is not there is no-entry for every call that wants one, and nothing comes of it.
# Here it is `rename-at`.
rule   path/missing-is-no-entry

tree
  log  "base"

run
  root.rename-at "none" to root "log"      => no-entry
  root.rename-at "log" to root "none/new"  => no-entry

end
  log  "base"
