# What a symbolic link leads to is the same object as by its own name.
rule   link/is-same-object-tells-objects-apart

tree
  link -> "log"
  log  "base"

run
  f = root.open-at "link" symlink-follow read  => ok
  g = root.open-at "log" read                  => ok
  f.is-same-object g                           => true

end
  link -> "log"
  log  "base"
