# While the first file is held, a file made under the name it had is another object.
rule   link/is-same-object-tells-objects-apart

tree
  log  "base"
  sub/

run
  f = root.open-at "log" read            => ok
  root.unlink-file-at "log"              => ok
  g = root.open-at "log" create write    => ok
  f.is-same-object g                     => false
  d = root.open-at "sub" directory read  => ok
  root.remove-directory-at "sub"         => ok | busy
  root.create-directory-at "sub"         => ok
  e = root.open-at "sub" directory read  => ok
  d.is-same-object e                     => false

end
  log  ""
  sub/
