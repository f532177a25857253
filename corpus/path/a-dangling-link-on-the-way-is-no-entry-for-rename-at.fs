# A path that goes on behind a link to nothing is no-entry, for calls that make something as well.
# Here it is `rename-at`.
rule   path/missing-is-no-entry

tree
  link -> "none"
  log  "base"

run
  root.rename-at "log" to root "link/x"  => no-entry

end
  link -> "none"
  log  "base"
