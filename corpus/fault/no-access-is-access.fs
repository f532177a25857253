# What the system denies to open is access.
rule   fault/error-has-its-code

tree
  a  "abc"

run
  fault root open access
  f = root.open-at "a" read  => access
