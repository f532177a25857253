# A file of a read-only file system is not opened for writing, and the code says why.
rule   fault/error-has-its-code

tree
  a  "abc"

run
  fault root open read-only
  f = root.open-at "a" read write  => read-only
