# is-same-object of a descriptor with itself is true, for files and for directories.
rule   link/is-same-object-tells-objects-apart

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  f.is-same-object f           => true
  root.is-same-object root     => true

end
  log  "base"
