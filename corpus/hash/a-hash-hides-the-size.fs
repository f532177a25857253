# The inputs of a hash should not be easily computable from it: neither half is the size, nor a time that was set.
rule   hash/hides-its-inputs

tree
  log  A[0..48]

run
  f = root.open-at "log" read write  => ok
  f.metadata-hash                    => a hash
  f.set-size 70000                   => ok
  f.metadata-hash                    => another hash
  f.set-times 500000s 600000s        => ok
  f.stat                             => regular-file size=70000 links=1 accessed=500000s modified=600000s changed=after 600000s
  f.metadata-hash                    => a hash

end
  log  A[0..48]+zeros[69952]
