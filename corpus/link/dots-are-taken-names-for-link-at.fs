# Dots at the end of a path are there: no link gets such a name.
rule   link/link-at-needs-a-free-name

tree
  log  "base"
  sub/

run
  root.link-at "log" to root "."       => exist
  root.link-at "log" to root "sub/."   => exist
  root.link-at "log" to root "sub/.."  => exist

end
  log  "base"
  sub/
