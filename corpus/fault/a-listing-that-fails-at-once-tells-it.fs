# A listing tells the error of the system before it gives its end.
rule   fault/error-is-told

tree
  a  "abc"

run
  fault root list io
  d = root.read-directory  => ok | io
  d.read-directory-entry   => io | regular-file "a"
  d.read-directory-entry   => none | io | regular-file "a"
  d.read-directory-entry   => none | io
  d.read-directory-entry   => none | io
