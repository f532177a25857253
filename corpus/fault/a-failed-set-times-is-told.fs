# Timestamps that the system refuses to set are told to be so.
rule   fault/error-is-told

tree
  a  "abc"

run
  f = root.open-at "a" read write  => ok
  fault f times io
  f.set-times no-change now        => io
