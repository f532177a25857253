# A link of which the system can't tell where it leads is not followed.
rule   fault/error-is-told

tree
  a  "abc"
  l -> "a"

run
  fault root readlink io
  root.readlink-at "l"  => io
  root.readlink-at "l"  => "a"
