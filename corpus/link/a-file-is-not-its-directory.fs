# A file and a directory are never one object, also when the file is the only thing in it.
rule   link/is-same-object-tells-objects-apart

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  f.is-same-object root        => false
  root.is-same-object f        => false

end
  log  "base"
