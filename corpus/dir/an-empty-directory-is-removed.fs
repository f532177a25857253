# An empty directory goes, and its name is free again.
rule   dir/remove-takes-empty-directories

tree
  sub/

run
  root.remove-directory-at "sub"  => ok
  root.remove-directory-at "sub"  => no-entry
  root.create-directory-at "sub"  => ok

end
  sub/
