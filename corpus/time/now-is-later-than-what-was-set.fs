# A timestamp that is set to now is later than one of long ago.
rule   time/a-write-is-a-modification

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.set-times 5s 5s                  => ok
  f.set-times now now                => ok
  f.stat                             => regular-file size=4 links=1 accessed=after 5s modified=after 5s changed=after 5s

end
  log  "base"
