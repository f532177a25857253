# That the new place is inside of the directory counts for the objects, not for the text of the paths.
rule   dir/rename-not-into-itself

tree
  sub/
    inner/

run
  d = root.open-at "sub/inner" directory read mutate-directory  => ok
  root.rename-at "sub" to d "new"                          => invalid | busy
  root.stat-at "sub/inner"                                 => directory

end
  sub/
    inner/
