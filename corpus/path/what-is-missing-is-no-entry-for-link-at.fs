# A name that is not there is no-entry for every call that wants one, and nothing comes of it.
# Here it is `link-at`.
rule   path/missing-is-no-entry

tree
  log  "base"

run
  root.link-at "none" to root "new"      => no-entry
  root.link-at "log" to root "none/new"  => no-entry

end
  log  "base"
