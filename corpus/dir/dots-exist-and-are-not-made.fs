# Dots at the end of a path are there, so no directory is made of them.
rule   dir/create-makes-an-empty-directory

tree
  sub/

run
  root.create-directory-at "."       => exist
  root.create-directory-at "sub/."   => exist
  root.create-directory-at "sub/.."  => exist

end
  sub/
