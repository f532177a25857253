# A name that is not there is no-entry for every call that wants one, and nothing comes of it.
# Here it is `readlink-at`.
rule   path/missing-is-no-entry

tree
  log  "base"

run
  root.readlink-at "none"  => no-entry

end
  log  "base"
