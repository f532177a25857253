# What the system has no memory for is insufficient-memory.
rule   fault/error-has-its-code

tree
  a  "abc"

run
  fault root create insufficient-memory
  root.create-directory-at "n"  => insufficient-memory
