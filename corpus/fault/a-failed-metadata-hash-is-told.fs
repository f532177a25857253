# A hash of metadata that the system does not tell can't be told.
rule   fault/error-is-told

tree
  a  "abc"

run
  f = root.open-at "a" read write  => ok
  fault f metadata io
  f.metadata-hash                  => io
