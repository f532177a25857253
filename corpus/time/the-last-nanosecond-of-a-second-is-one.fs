# 999999999 nanoseconds are the last of a second and are set like any other.
rule   time/set-times-sets

tree
  log  "base"

run
  root.set-times-at "log" 5s+999999999ns 0s+999999999ns  => ok
  root.stat-at "log"                                     => regular-file size=4 links=1 accessed=5s+999999999ns modified=0s+999999999ns changed=after 5s+999999999ns

end
  log  "base"
