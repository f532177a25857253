# No call takes an empty path for the directory itself, at either end.
# Here it is `readlink-at`.
rule   path/impossible-names-are-refused

tree
  log  "base"

run
  root.readlink-at ""  => no-entry

end
  log  "base"
