# An empty write leaves the modification timestamp as it was.
rule   time/set-times-sets

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.set-times 7s 5s                  => ok
  f.write "" 0                       => 0
  f.stat                             => regular-file size=4 links=1

end
  log  "base"
