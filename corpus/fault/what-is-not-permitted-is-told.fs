# What the system does not permit is not-permitted.
rule   fault/error-has-its-code

tree
  a  "abc"

run
  fault root times not-permitted
  root.set-times-at "a" now no-change  => not-permitted
