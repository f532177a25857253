# A directory, a directory in it and a file in it have three hashes.
rule   hash/tells-objects-apart

tree
  sub/
    inner/
    leaf  ""

run
  root.metadata-hash-at "sub"        => a hash
  root.metadata-hash-at "sub/inner"  => another hash
  root.metadata-hash-at "sub/leaf"   => another hash
  root.metadata-hash                 => another hash

end
  sub/
    inner/
    leaf  ""
