# A listing that the system gives entry by entry has all of them.
rule   dir/lists-every-entry-once

tree
  a  "abc"
  b  ""
  c/

run
  fault root list short 1
  d = root.read-directory  => ok
  d.read-directory-entry   => regular-file "a" | regular-file "b" | directory "c"
  d.read-directory-entry   => regular-file "b" | directory "c"
  d.read-directory-entry   => directory "c"
  d.read-directory-entry   => none
  d.read-directory-entry   => none
