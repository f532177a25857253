# A name that the system can't remove stays.
rule   fault/error-is-told

tree
  a  "abc"

run
  fault root remove io
  root.unlink-file-at "a"  => io
  root.stat-at "a"         => regular-file size=3 links=1
