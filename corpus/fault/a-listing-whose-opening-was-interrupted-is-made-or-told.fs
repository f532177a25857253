# A listing for which a directory has to be opened, and that was interrupted, is made all the same, or told to be.
rule   fault/error-is-told

tree
  a  ""

run
  fault root open interrupted
  d = root.read-directory  => ok
  e = root.read-directory  => ok
  e.read-directory-entry   => regular-file "a"
  e.read-directory-entry   => none
