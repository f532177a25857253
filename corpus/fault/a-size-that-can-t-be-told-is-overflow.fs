# Attributes that the system can't express are overflow.
rule   fault/error-has-its-code

tree
  a  "abc"

run
  fault root metadata overflow
  root.stat-at "a"  => overflow
