# A file that could not be opened was not cut.
rule   fault/failure-changes-nothing

tree
  a  "abc"

run
  fault root open access
  f = root.open-at "a" truncate write  => access
