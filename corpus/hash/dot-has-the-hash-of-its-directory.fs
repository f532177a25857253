# A directory has one hash by its descriptor and by `.`.
rule   hash/stays-while-nothing-changes

run
  root.metadata-hash-at "."  => a hash
  root.metadata-hash         => the hash as before

end
  nothing
