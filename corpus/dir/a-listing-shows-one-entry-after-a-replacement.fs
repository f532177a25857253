# When one entry replaced another, a new listing gives one.
rule   dir/lists-every-entry-once

tree
  log  "base"
  old  "gone"

run
  root.rename-at "log" to root "old"  => ok
  e = root.read-directory             => ok
  e.read-directory-entry              => regular-file "old"
  e.read-directory-entry              => none

end
  old  "base"
