# What a guest has set is on the disk as well, for every name of the file, whether it looks again or not.
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
  f.stat                                 => regular-file size=4 links=1 accessed=7s modified=5s changed=after 7s

end
  kept  "base"
  log  "base"
  sub/
