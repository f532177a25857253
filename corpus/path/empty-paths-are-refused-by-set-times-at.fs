# No call takes an empty path for the directory itself, at either end.
# Here it is `set-times-at`.
rule   path/impossible-names-are-refused

tree
  log  "base"

run
  root.set-times-at "" 5s 6s  => no-entry

end
  log  "base"
