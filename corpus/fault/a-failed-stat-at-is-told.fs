# The same by a path.
rule   fault/error-is-told

tree
  a  "abc"

run
  fault root metadata io
  root.stat-at "a"  => io
  root.stat-at "a"  => regular-file size=3 links=1
