# open-at with truncate moves the modification timestamp.
rule   time/a-write-is-a-modification

tree
  log  "base"

run
  root.set-times-at "log" 7s 5s          => ok
  f = root.open-at "log" truncate write  => ok
  f.stat                                 => regular-file size=0 links=1 modified=after 5s changed=after 7s

end
  log  ""
