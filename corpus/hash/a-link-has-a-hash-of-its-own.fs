# Without symlink-follow the hash is the link's, with it that of the object behind.
rule   hash/tells-objects-apart

tree
  link -> "log"
  log  "base"

run
  f = root.open-at "log" read                  => ok
  f.metadata-hash                              => a hash
  root.metadata-hash-at "link"                 => another hash
  root.metadata-hash-at "link" symlink-follow  => the hash as before

end
  link -> "log"
  log  "base"
