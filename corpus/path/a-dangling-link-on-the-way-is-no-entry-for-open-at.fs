# A path that goes on behind a link to nothing is no-entry, for calls that make something as well.
# Here it is `open-at`.
rule   path/missing-is-no-entry

tree
  link -> "none"
  log  "base"

run
  f = root.open-at "link/x" create write  => no-entry

end
  link -> "none"
  log  "base"
