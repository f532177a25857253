# The hash is one of the object: whatever a descriptor was opened for, it is the same.
rule   hash/stays-while-nothing-changes

tree
  log  "base"

run
  f = root.open-at "log" read        => ok
  g = root.open-at "log" read write  => ok
  f.metadata-hash                    => a hash
  g.metadata-hash                    => the hash as before

end
  log  "base"
