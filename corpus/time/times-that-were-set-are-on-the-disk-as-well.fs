# The guest does not look again: what it has set is on the disk all the same, for every name of the file.
rule   time/set-times-sets

tree
  kept  "base"
  log  "base"
  sub/

run
  f = root.open-at "log" read write      => ok
  f.set-times 7s 5s                      => ok
  root.set-times-at "kept" no-change 6s  => ok
  root.set-times-at "sub" 3s 4s          => ok
  g = root.open-at "sub" directory read  => ok
  root.set-times-at "kept" 9s no-change  => ok

end
  kept  "base"
  log  "base"
  sub/
