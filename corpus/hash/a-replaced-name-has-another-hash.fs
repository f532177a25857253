# The hash by path is that of the object that has the name now.
rule   hash/tells-objects-apart

tree
  log  "same"
  old  "same"

run
  f = root.open-at "old" read         => ok
  f.metadata-hash                     => a hash
  root.rename-at "log" to root "old"  => ok
  root.metadata-hash-at "old"         => a hash
  f.metadata-hash                     => another hash

end
  old  "same"
