# A directory that was refused is not there.
rule   fault/failure-changes-nothing

tree
  a  "abc"

run
  fault root create quota
  root.create-directory-at "n"  => quota
