# A descriptor two levels down goes on to work when the directory above its own was renamed.
rule   dir/descriptor-stands-for-its-object

tree
  sub/
    inner/
      leaf  "x"

run
  d = root.open-at "sub/inner" directory read mutate-directory  => ok
  root.rename-at "sub" to root "new"                       => ok | busy
  f = d.open-at "leaf" read                                => ok
  f.read 9 0                                               => "x" eof?
  d.rename-at "leaf" to d "other"                          => ok
  root.stat-at "new/inner/other"                           => regular-file size=1 links=1

end
  new/
    inner/
      other  "x"
