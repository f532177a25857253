# A write of nothing changes no hash.
rule   hash/stays-while-nothing-changes

tree
  log  "base"

run
  f = root.open-at "log" write  => ok
  f.metadata-hash               => a hash
  f.write "" 0                  => 0
  f.metadata-hash               => the hash as before

end
  log  "base"
