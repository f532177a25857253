# When the whole way to a directory is built anew with other objects, the descriptor stays with its own.
rule   dir/descriptor-stands-for-its-object

tree
  sub/
    inner/
      leaf  "x"

run
  d = root.open-at "sub/inner" directory read mutate-directory  => ok
  root.rename-at "sub" to root "moved"                     => ok | busy
  root.create-directory-at "sub"                           => ok
  root.create-directory-at "sub/inner"                     => ok
  d.stat-at "leaf"                                         => regular-file size=1 links=1
  d.create-directory-at "new"                              => ok
  root.stat-at "sub/inner/new"                             => no-entry
  root.stat-at "moved/inner/new"                           => directory

end
  moved/
    inner/
      leaf  "x"
      new/
  sub/
    inner/
