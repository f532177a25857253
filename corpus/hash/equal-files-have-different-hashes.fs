# Two files of the same size, bytes and timestamps have different hashes.
rule   hash/tells-objects-apart

tree
  a  "same"
  b  "same"

run
  root.set-times-at "a" 7s 5s  => ok
  root.set-times-at "b" 7s 5s  => ok
  root.metadata-hash-at "a"    => a hash
  root.metadata-hash-at "b"    => another hash

end
  a  "same"
  b  "same"
