# A name that is not there is no-entry for every call that wants one, and nothing comes of it.
# Here it is `stat-at`.
rule   path/missing-is-no-entry

tree
  log  "base"

run
  root.stat-at "none"  => no-entry

end
  log  "base"
