# rename-at of a file or a directory to the name it has succeeds and changes nothing.
rule   dir/rename-to-the-same-object-does-nothing

tree
  log  "base"
  sub/
    leaf  "x"

run
  root.rename-at "log" to root "log"  => ok
  root.rename-at "sub" to root "sub"  => ok
  root.stat-at "log"                  => regular-file size=4 links=1
  root.stat-at "sub/leaf"             => regular-file size=1 links=1

end
  log  "base"
  sub/
    leaf  "x"
