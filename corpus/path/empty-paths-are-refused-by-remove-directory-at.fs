# No call takes an empty path for the directory itself, at either end.
# Here it is `remove-directory-at`.
rule   path/impossible-names-are-refused

tree
  log  "base"

run
  root.remove-directory-at ""  => no-entry

end
  log  "base"
