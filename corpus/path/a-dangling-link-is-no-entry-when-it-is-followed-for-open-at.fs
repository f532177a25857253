# A link that leads to nothing is no-entry for every call that follows it.
# Here it is `open-at`.
rule   path/final-link-is-followed-on-request

tree
  link -> "none"
  log  "base"

run
  f = root.open-at "link" symlink-follow read              => no-entry
  g = root.open-at "link" symlink-follow truncate read write  => no-entry

end
  link -> "none"
  log  "base"
