# No call takes an empty path for the directory itself, at either end.
# Here it is `rename-at`.
rule   path/impossible-names-are-refused

tree
  log  "base"

run
  root.rename-at "" to root "new"  => no-entry
  root.rename-at "log" to root ""  => no-entry

end
  log  "base"
