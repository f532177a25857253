# A write beyond the quota is quota.
rule   fault/error-has-its-code

tree
  a  "abc"

run
  f = root.open-at "a" write  => ok
  fault f write quota
  f.write "ZZ" 3              => quota
