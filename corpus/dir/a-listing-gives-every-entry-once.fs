# Every entry is listed once.
rule   dir/lists-every-entry-once

tree
  log  "base"

run
  e = root.read-directory  => ok
  e.read-directory-entry   => regular-file "log"
  e.read-directory-entry   => none

end
  log  "base"
