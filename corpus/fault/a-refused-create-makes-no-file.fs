# A file that could not be opened was not made.
rule   fault/failure-changes-nothing

tree
  a  "abc"

run
  fault root open insufficient-space
  f = root.open-at "n" create write  => insufficient-space
