# A move that was refused leaves both names.
rule   fault/failure-changes-nothing

tree
  a  "abc"
  d/
    b  "x"

run
  fault root rename busy
  root.rename-at "a" to root "d/b"  => busy
