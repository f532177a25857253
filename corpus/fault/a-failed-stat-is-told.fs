# A stat of which the system has nothing to tell fails.
rule   fault/error-is-told

tree
  a  "abc"

run
  f = root.open-at "a" read write  => ok
  fault f metadata io
  f.stat                           => io
  f.stat                           => regular-file size=3 links=1
