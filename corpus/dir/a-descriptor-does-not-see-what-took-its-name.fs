# When a renamed directory's name is given to another one, the descriptor stays with the first.
rule   dir/descriptor-stands-for-its-object

tree
  other/
    leaf  "other"
  sub/
    leaf  "x"

run
  d = root.open-at "sub" directory read mutate-directory  => ok
  root.rename-at "sub" to root "moved"                    => ok | busy
  root.rename-at "other" to root "sub"                    => ok
  f = d.open-at "leaf" read                               => ok
  f.read 9 0                                              => "x" eof?
  d.unlink-file-at "leaf"                                 => ok
  root.stat-at "sub/leaf"                                 => regular-file size=5 links=1
  root.stat-at "moved/leaf"                               => no-entry

end
  moved/
  sub/
    leaf  "other"
