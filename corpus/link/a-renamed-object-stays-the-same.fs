# A file that was renamed is the same object as before, and so is a directory.
rule   link/is-same-object-tells-objects-apart

tree
  log  "base"
  sub/

run
  f = root.open-at "log" read            => ok
  root.rename-at "log" to root "new"     => ok
  g = root.open-at "new" read            => ok
  f.is-same-object g                     => true
  d = root.open-at "sub" directory read  => ok
  root.rename-at "sub" to root "dir"     => ok | busy
  e = root.open-at "dir" directory read  => ok
  d.is-same-object e                     => true

end
  dir/
  new  "base"
