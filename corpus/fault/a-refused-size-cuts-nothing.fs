# A size that was refused is not set.
rule   fault/failure-changes-nothing

tree
  a  "abc"

run
  f = root.open-at "a" write  => ok
  fault f size io
  f.set-size 0                => io
