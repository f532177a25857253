# A directory that the system can't remove stays.
rule   fault/error-is-told

tree
  e/

run
  fault root remove io
  root.remove-directory-at "e"  => io
  root.stat-at "e"              => directory
