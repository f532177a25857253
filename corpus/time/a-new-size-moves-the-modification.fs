# set-size to another size moves the modification timestamp, to a smaller and to a larger one.
rule   time/a-write-is-a-modification

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.set-times 7s 5s                  => ok
  f.set-size 2                       => ok
  f.stat                             => regular-file size=2 links=1 modified=after 5s changed=after 7s
  f.set-times 7s 5s                  => ok
  f.set-size 9                       => ok
  f.stat                             => regular-file size=9 links=1 modified=after 5s changed=after 7s

end
  log  "ba\x00\x00\x00\x00\x00\x00\x00"
