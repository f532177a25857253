# Under two names of one object the hash is the same.
rule   hash/stays-while-nothing-changes

tree
  log  "base"

run
  root.link-at "log" to root "other"  => ok
  root.metadata-hash-at "log"         => a hash
  root.metadata-hash-at "other"       => the hash as before

end
  log  "base"
  other  "base"
