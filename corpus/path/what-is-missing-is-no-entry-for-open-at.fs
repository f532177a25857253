# A name that is not there is no-entry for every call that wants one, and nothing comes of it.
# Here it is `open-at`.
rule   path/missing-is-no-entry

tree
  log  "base"

run
  f = root.open-at "none" truncate write  => no-entry

end
  log  "base"
