# rename-at onto a file takes its place in one step: the name has the bytes of the moved file.
rule   dir/rename-replaces-its-like

tree
  log  "base"
  old  "gone"

run
  root.rename-at "log" to root "old"  => ok
  f = root.open-at "old" read         => ok
  f.read 9 0                          => "base" eof?
  f.stat                              => regular-file size=4 links=1
  root.stat-at "log"                  => no-entry

end
  old  "base"
