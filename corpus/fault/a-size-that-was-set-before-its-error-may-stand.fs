# A size that the system sets before it tells an error is set.
rule   fault/failure-changes-nothing

tree
  a  "abc"

run
  f = root.open-at "a" read write  => ok
  fault f size io behind
  f.set-size 1                     => io
  f.stat                           => regular-file size=1 links=1
