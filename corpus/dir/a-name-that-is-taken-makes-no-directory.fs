# Where a file or a directory is, no directory can be made.
rule   dir/create-makes-an-empty-directory

tree
  log  "base"
  sub/

run
  root.create-directory-at "log"   => exist
  root.create-directory-at "sub"   => exist
  root.create-directory-at "sub/"  => exist

end
  log  "base"
  sub/
