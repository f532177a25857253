# A write for which no space is left is insufficient-space.
rule   fault/error-has-its-code

tree
  a  "abc"

run
  f = root.open-at "a" write  => ok
  fault f write insufficient-space
  f.write "ZZ" 3              => insufficient-space
