# A file's descriptor reads and writes its file when the name has become another.
rule   dir/rename-moves-the-object

tree
  log  "base"

run
  f = root.open-at "log" read write   => ok
  root.rename-at "log" to root "new"  => ok
  f.write "B" 0                       => 1
  f.read 9 0                          => "Base" eof?
  g = root.open-at "new" read         => ok
  g.read 9 0                          => "Base" eof?
  f.stat                              => regular-file size=4 links=1

end
  new  "Base"
