# What counts is whether the directory is empty now: after its entry is removed it can be replaced.
rule   dir/rename-replaces-its-like

tree
  full/
    leaf  "x"
  sub/

run
  root.rename-at "sub" to root "full"  => not-empty | exist
  root.unlink-file-at "full/leaf"      => ok
  root.rename-at "sub" to root "full"  => ok
  root.stat-at "sub"                   => no-entry

end
  full/
