# No call takes an empty path for the directory itself, at either end.
# Here it is `symlink-at`.
rule   path/impossible-names-are-refused

tree
  log  "base"

run
  root.symlink-at "log" ""  => no-entry

end
  log  "base"
