# A file that has all the links that it may have gets no other.
rule   fault/error-has-its-code

tree
  a  "abc"

run
  fault root create too-many-links
  root.link-at "a" to root "n"  => too-many-links
