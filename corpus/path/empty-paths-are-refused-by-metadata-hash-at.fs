# No call takes an empty path for the directory itself, at either end.
# Here it is `metadata-hash-at`.
rule   path/impossible-names-are-refused

tree
  log  "base"

run
  root.metadata-hash-at ""  => no-entry

end
  log  "base"
