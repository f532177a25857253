# A size that no file may have is file-too-large.
rule   fault/error-has-its-code

tree
  a  "abc"

run
  f = root.open-at "a" write  => ok
  fault f size file-too-large
  f.set-size 9                => file-too-large
