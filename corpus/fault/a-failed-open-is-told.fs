# An open-at fails where nothing can be opened; the next one may.
rule   fault/error-is-told

tree
  a  "abc"

run
  fault root open io
  f = root.open-at "a" read  => io
  g = root.open-at "a" read  => ok
