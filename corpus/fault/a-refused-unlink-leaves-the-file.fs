# A file that could not be removed has all its bytes.
rule   fault/failure-changes-nothing

tree
  a  "abc"

run
  fault root remove busy
  root.unlink-file-at "a"  => busy
