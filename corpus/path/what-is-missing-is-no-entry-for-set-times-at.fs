# A name that is not there is no-entry for every call that wants one, and nothing comes of it.
# Here it is `set-times-at`.
rule   path/missing-is-no-entry

tree
  log  "base"

run
  root.set-times-at "none" 5s 6s  => no-entry

end
  log  "base"
