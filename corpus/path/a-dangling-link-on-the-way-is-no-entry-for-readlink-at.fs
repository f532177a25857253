# A path that goes on behind a link to nothing is no-entry, for calls that make something as well.
# Here it is `readlink-at`.
rule   path/missing-is-no-entry

tree
  link -> "none"
  log  "base"

run
  root.readlink-at "link/x"  => no-entry

end
  link -> "none"
  log  "base"
