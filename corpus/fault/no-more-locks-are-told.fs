# A file system over a network that is out of locks says no-lock.
rule   fault/error-has-its-code

tree
  a  "abc"

run
  fault root rename no-lock
  root.rename-at "a" to root "n"  => no-lock
