# The same of a directory with all that is in it.
rule   fault/failure-changes-nothing

tree
  a  "abc"
  d/
    b  "x"

run
  fault root rename cross-device
  root.rename-at "d" to root "n"  => cross-device
