# A file that is renamed has its bytes under the new name, and the old name leads nowhere.
rule   dir/rename-moves-the-object

tree
  log  "base"

run
  root.rename-at "log" to root "new"  => ok
  a = root.open-at "log" read         => no-entry
  f = root.open-at "new" read         => ok
  f.read 9 0                          => "base" eof?

end
  new  "base"
