# A path that steps above its directory is not permitted, also when it comes back.
rule   path/stays-below-its-directory

tree
  log  "base"
  sub/

run
  f = root.open-at ".." read             => not-permitted
  g = root.open-at "../log" read         => not-permitted
  h = root.open-at "sub/../../log" read  => not-permitted
  d = root.open-at "sub" directory read  => ok
  x = d.open-at "../log" read            => not-permitted

end
  log  "base"
  sub/
