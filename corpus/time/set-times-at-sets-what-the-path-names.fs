# set-times-at sets the timestamps of the object at the path, and of no other.
rule   time/set-times-sets

tree
  sub/
    log  "base"
    other  "x"

run
  root.set-times-at "sub/other" 9s 9s  => ok
  root.set-times-at "sub/log" 7s 5s    => ok
  root.stat-at "sub/log"               => regular-file size=4 links=1 accessed=7s modified=5s changed=after 7s
  root.stat-at "sub/other"             => regular-file size=1 links=1 accessed=9s modified=9s changed=after 9s
  f = root.open-at "sub/log" read      => ok
  f.stat                               => regular-file size=4 links=1 accessed=as before modified=as before changed=as before

end
  sub/
    log  "base"
    other  "x"
