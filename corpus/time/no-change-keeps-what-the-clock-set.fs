# no-change keeps a timestamp to the nanosecond, also one that the file system's clock has set.
rule   time/no-change-keeps

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.write "B" 0                      => 1
  f.stat                             => regular-file size=4 links=1
  f.set-times 5s no-change           => ok
  f.stat                             => regular-file size=4 links=1 accessed=5s modified=as before changed=after 5s

end
  log  "Base"
