# metadata-hash-at follows a link at the end only with symlink-follow.
rule   path/final-link-is-followed-on-request

tree
  link -> "log"
  log  "base"

run
  root.metadata-hash-at "log"                  => a hash
  root.metadata-hash-at "link" symlink-follow  => the hash as before
  root.metadata-hash-at "link"                 => another hash

end
  link -> "log"
  log  "base"
