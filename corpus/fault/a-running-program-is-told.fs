# A program that runs is not written to: text-file-busy.
rule   fault/error-has-its-code

tree
  a  "abc"

run
  fault root open text-file-busy
  f = root.open-at "a" write  => text-file-busy
