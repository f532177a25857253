# Two descriptors of a file without a name are still one object.
rule   link/is-same-object-tells-objects-apart

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  g = root.open-at "log" read  => ok
  root.unlink-file-at "log"    => ok
  f.is-same-object g           => true

end
  nothing
