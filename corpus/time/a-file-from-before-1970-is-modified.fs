# A file from before 1970 can be written, and given another moment.
rule   time/moments-before-1970-fail-no-stat
modified "log" -2147483648

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.stat                             => regular-file size=4 links=1
  f.set-times 7s 5s                  => ok
  f.stat                             => regular-file size=4 links=1 accessed=7s modified=5s changed=after 7s
  f.write "B" 0                      => 1
  f.stat                             => regular-file size=4 links=1 modified=after 5s

end
  log  "Base"
