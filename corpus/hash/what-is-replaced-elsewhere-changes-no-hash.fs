# A file is replaced in another directory, by whoever goes about it: the preopen keeps its hash.
rule   hash/stays-while-nothing-changes

tree
  d/
    f  "old"

run
  root.metadata-hash  => a hash
  host replace "d/f" "new"
  root.metadata-hash  => the hash as before
  root.stat-at "d/f"  => regular-file size=3 links=1
