# A descriptor of a file that was replaced is not the same object as what has its name now.
rule   link/is-same-object-tells-objects-apart

tree
  log  "base"
  old  "base"

run
  f = root.open-at "old" read         => ok
  root.rename-at "log" to root "old"  => ok
  g = root.open-at "old" read         => ok
  f.is-same-object g                  => false

end
  old  "base"
