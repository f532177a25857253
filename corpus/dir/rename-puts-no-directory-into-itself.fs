# A directory can't be moved to a place inside of it, however deep.
rule   dir/rename-not-into-itself

tree
  sub/
    inner/

run
  root.rename-at "sub" to root "sub/new"        => invalid
  root.rename-at "sub" to root "sub/inner/new"  => invalid
  root.rename-at "sub" to root "sub/inner"      => invalid

end
  sub/
    inner/
