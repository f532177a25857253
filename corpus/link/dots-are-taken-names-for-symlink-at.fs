# Dots at the end of a path are there: no link gets such a name.
rule   link/symlink-at-makes-a-link

tree
  log  "base"
  sub/

run
  root.symlink-at "log" "."       => exist
  root.symlink-at "log" "sub/.."  => exist

end
  log  "base"
  sub/
