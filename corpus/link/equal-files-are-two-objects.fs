# Two files with the same bytes, and two empty directories, are not one object.
rule   link/is-same-object-tells-objects-apart

tree
  a  "same"
  b  "same"
  c/
  d/

run
  f = root.open-at "a" read            => ok
  g = root.open-at "b" read            => ok
  f.is-same-object g                   => false
  x = root.open-at "c" directory read  => ok
  y = root.open-at "d" directory read  => ok
  x.is-same-object y                   => false

end
  a  "same"
  b  "same"
  c/
  d/
