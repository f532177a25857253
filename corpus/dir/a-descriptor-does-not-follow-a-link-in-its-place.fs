# When a symbolic link took the name of a directory, its descriptor does not go where the link leads.
rule   dir/descriptor-stands-for-its-object

tree
  other/
    leaf  "other"
  sub/
    leaf  "x"

run
  d = root.open-at "sub" directory read mutate-directory  => ok
  root.rename-at "sub" to root "moved"                    => ok | busy
  root.symlink-at "other" "sub"                           => ok
  f = d.open-at "leaf" read                               => ok
  f.read 9 0                                              => "x" eof?
  d.create-directory-at "new"                             => ok
  root.stat-at "moved/new"                                => directory
  root.stat-at "other/new"                                => no-entry

end
  moved/
    leaf  "x"
    new/
  other/
    leaf  "other"
  sub -> "other"
