# Two hashes of an object that nothing is done to are the same, by descriptor, by path, and of a directory.
rule   hash/stays-while-nothing-changes

tree
  log  "base"
  sub/

run
  f = root.open-at "log" read            => ok
  f.metadata-hash                        => a hash
  f.metadata-hash                        => the hash as before
  root.metadata-hash-at "log"            => the hash as before
  root.metadata-hash-at "sub"            => another hash
  d = root.open-at "sub" directory read  => ok
  d.metadata-hash                        => the hash as before

end
  log  "base"
  sub/
