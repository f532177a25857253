# A symbolic link that the system can't make is not there.
rule   fault/error-is-told

tree
  a  "abc"

run
  fault root create io
  root.symlink-at "a" "n"  => io
  root.readlink-at "n"     => no-entry
