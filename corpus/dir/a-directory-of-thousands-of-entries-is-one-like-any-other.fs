# In a directory of thousands of entries each is found, made, moved and removed as in any other.
rule   dir/rename-moves-the-object

tree
  sub/
    many[5000] "f{}"  "x"

run
  root.stat-at "sub/f0"                           => regular-file size=1 links=1
  root.stat-at "sub/f4999"                        => regular-file size=1 links=1
  root.stat-at "sub/f5000"                        => no-entry
  root.rename-at "sub/f2500" to root "sub/f5000"  => ok
  root.stat-at "sub/f2500"                        => no-entry
  f = root.open-at "sub/f5000" read               => ok
  f.read 4 0                                      => "x" eof?
  root.unlink-file-at "sub/f4999"                 => ok
  root.remove-directory-at "sub"                  => not-empty
  root.rename-at "sub" to root "b"                => ok | busy
  root.stat-at "b/f4998"                          => regular-file size=1 links=1
  root.rename-at "b/f5000" to root "b/f2500"      => ok
  root.unlink-file-at "b/f4998"                   => ok

end
  b/
    many[4998] "f{}"  "x"
