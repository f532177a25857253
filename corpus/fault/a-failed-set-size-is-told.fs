# A set-size that the system refuses fails.
rule   fault/error-is-told

tree
  a  "abc"

run
  f = root.open-at "a" read write  => ok
  fault f size io
  f.set-size 1                     => io
  f.stat                           => regular-file size=3 links=1
