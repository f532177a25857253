# A file's descriptor goes on to work when the directory that holds the file was renamed.
rule   dir/rename-moves-the-object

tree
  sub/
    leaf  "x"

run
  f = root.open-at "sub/leaf" read write  => ok
  root.rename-at "sub" to root "new"      => ok | busy
  f.write "AB" 0                          => 1..2
  f.stat                                  => regular-file size=2 links=1
  g = root.open-at "new/leaf" read        => ok
  g.read 9 0                              => "AB" eof?

end
  new/
    leaf  "AB"
