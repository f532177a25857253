# A symbolic link that leads nowhere is listed like any other, and does not end the listing.
rule   dir/entries-have-their-type

tree
  link -> "none"

run
  e = root.read-directory  => ok
  e.read-directory-entry   => symbolic-link "link"
  e.read-directory-entry   => none

end
  link -> "none"
