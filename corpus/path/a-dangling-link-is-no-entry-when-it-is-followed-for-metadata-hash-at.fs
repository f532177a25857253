# A link that leads to nothing is no-entry for every call that follows it.
# Here it is `metadata-hash-at`.
rule   path/final-link-is-followed-on-request

tree
  link -> "none"
  log  "base"

run
  root.metadata-hash-at "link" symlink-follow  => no-entry

end
  link -> "none"
  log  "base"
