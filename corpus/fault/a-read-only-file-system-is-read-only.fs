# What a read-only file system refuses is read-only.
rule   fault/error-has-its-code

tree
  a  "abc"

run
  fault root remove read-only
  root.unlink-file-at "a"  => read-only
