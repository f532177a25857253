# rename-at of a directory onto an empty one takes its place.
rule   dir/rename-replaces-its-like

tree
  empty/
  sub/
    leaf  "x"

run
  root.rename-at "sub" to root "empty"  => ok
  root.stat-at "empty/leaf"             => regular-file size=1 links=1
  root.stat-at "sub"                    => no-entry

end
  empty/
    leaf  "x"
