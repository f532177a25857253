# A write counts as a modification, also when it writes what was there.
rule   time/a-write-is-a-modification

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.set-times 7s 5s                  => ok
  f.write "b" 0                      => 1
  f.stat                             => regular-file size=4 links=1 modified=after 5s changed=after 7s

end
  log  "base"
