# metadata-hash-at of a name that is not there, or of a link to nothing that is followed, fails with no-entry.
rule   hash/stays-while-nothing-changes

tree
  link -> "none"
  log  "base"

run
  root.metadata-hash-at "none"                 => no-entry
  root.metadata-hash-at "link" symlink-follow  => no-entry
  root.metadata-hash-at "link"                 => a hash
  root.metadata-hash-at "log"                  => another hash
  root.metadata-hash-at "log"                  => the hash as before

end
  link -> "none"
  log  "base"
