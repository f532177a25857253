# A directory that the system can't make is not there.
rule   fault/error-is-told

tree
  a  "abc"

run
  fault root create io
  root.create-directory-at "n"  => io
  root.stat-at "n"              => no-entry
