# An entry has the type of its object.
rule   dir/entries-have-their-type

tree
  sub/

run
  e = root.read-directory  => ok
  e.read-directory-entry   => directory "sub"
  e.read-directory-entry   => none

end
  sub/
