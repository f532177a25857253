# A descriptor of a file that rename-at replaced still has the old file, which has no name any more.
rule   dir/rename-replaces-its-like

tree
  log  "base"
  old  "gone"

run
  f = root.open-at "old" read write   => ok
  root.rename-at "log" to root "old"  => ok
  f.stat                              => regular-file size=4 links=0
  f.write "G" 0                       => 1
  f.read 9 0                          => "Gone" eof?
  g = root.open-at "old" read         => ok
  g.read 9 0                          => "base" eof?

end
  old  "base"
