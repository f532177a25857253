# A listing made after a rename gives the new name and not the old one.
rule   dir/lists-every-entry-once

tree
  log  "base"

run
  root.rename-at "log" to root "new"  => ok
  e = root.read-directory             => ok
  e.read-directory-entry              => regular-file "new"
  e.read-directory-entry              => none

end
  new  "base"
