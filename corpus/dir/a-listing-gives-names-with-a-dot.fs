# An entry whose name begins with a dot is listed like all others.
rule   dir/lists-every-entry-once

tree
  .log  "base"

run
  l = root.read-directory  => ok
  l.read-directory-entry   => regular-file ".log"
  l.read-directory-entry   => none

end
  .log  "base"
