# With symlink-follow set-times-at sets the timestamps of what the link leads to.
rule   time/set-times-sets

tree
  link -> "log"
  log  "base"

run
  root.set-times-at "link" 7s 5s symlink-follow  => ok
  root.stat-at "log"                             => regular-file size=4 links=1 accessed=7s modified=5s changed=after 7s
  root.stat-at "link" symlink-follow             => regular-file size=4 links=1 accessed=as before modified=as before changed=as before

end
  link -> "log"
  log  "base"
