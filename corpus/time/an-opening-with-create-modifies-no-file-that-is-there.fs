# open-at with create of a file that is there modifies neither the file nor the directory.
rule   time/set-times-sets

tree
  sub/
    log  "base"

run
  root.set-times-at "sub/log" 7s 5s             => ok
  root.set-times-at "sub" 7s 5s                 => ok
  f = root.open-at "sub/log" create read write  => ok
  root.stat-at "sub/log"                        => regular-file size=4 links=1 accessed=7s modified=5s changed=after 7s
  root.stat-at "sub"                            => directory accessed=7s modified=5s changed=after 7s

end
  sub/
    log  "base"
