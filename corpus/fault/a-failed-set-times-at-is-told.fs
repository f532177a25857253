# The same by a path.
rule   fault/error-is-told

tree
  a  "abc"

run
  fault root times io
  root.set-times-at "a" no-change now  => io
