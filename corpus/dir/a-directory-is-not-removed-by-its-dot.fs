# `dir/.` is no name by which a directory is removed.
rule   dir/remove-takes-empty-directories

tree
  sub/

run
  root.remove-directory-at "sub/."  => invalid | busy

end
  sub/
