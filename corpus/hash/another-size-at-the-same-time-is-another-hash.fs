# A file of another size has another hash though it was modified at the same moment.
rule   hash/changes-with-the-size

tree
  log  "base"

run
  f = root.open-at "log" write  => ok
  f.set-times 5s 6s             => ok
  f.metadata-hash               => a hash
  f.set-size 2                  => ok
  f.set-times 5s 6s             => ok
  f.metadata-hash               => another hash

end
  log  "ba"
