# Each listing starts at the beginning, and two do not disturb each other.
rule   dir/lists-every-entry-once

tree
  log  "base"

run
  e = root.read-directory  => ok
  e.read-directory-entry   => regular-file "log"
  n = root.read-directory  => ok
  n.read-directory-entry   => regular-file "log"
  e.read-directory-entry   => none
  n.read-directory-entry   => none

end
  log  "base"
