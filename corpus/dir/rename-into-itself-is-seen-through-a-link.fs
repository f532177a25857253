# A way into the directory over a symbolic link is a way into the directory.
rule   dir/rename-not-into-itself

tree
  link -> "sub/inner"
  sub/
    inner/

run
  root.rename-at "sub" to root "link/new"  => invalid
  root.stat-at "sub/inner"                 => directory

end
  link -> "sub/inner"
  sub/
    inner/
