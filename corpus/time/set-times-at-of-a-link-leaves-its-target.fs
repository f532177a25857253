# Without symlink-follow set-times-at sets the link's own timestamps, or fails; those of the target stay.
rule   time/set-times-sets

tree
  link -> "log"
  log  "base"

run
  root.set-times-at "log" 7s 5s     => ok
  root.set-times-at "link" 70s 50s  => ok | unsupported
  root.stat-at "log"                => regular-file size=4 links=1 accessed=7s modified=5s changed=after 7s
  root.stat-at "link"               => symbolic-link size=3 links=1 modified=50s changed=after 70s

end
  link -> "log"
  log  "base"
