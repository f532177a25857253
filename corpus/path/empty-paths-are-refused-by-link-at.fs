# No call takes an empty path for the directory itself, at either end.
# Here it is `link-at`.
rule   path/impossible-names-are-refused

tree
  log  "base"

run
  root.link-at "" to root "new"  => no-entry
  root.link-at "log" to root ""  => no-entry

end
  log  "base"
