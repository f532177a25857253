# A hard link that the system can't make is not there.
rule   fault/error-is-told

tree
  a  "abc"

run
  fault root create io
  root.link-at "a" to root "n"  => io
  root.stat-at "a"              => regular-file size=3 links=1
