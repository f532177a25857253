# A timestamp that is set to now by path is later than the one that was set before.
rule   time/nothing-changes-by-itself

tree
  log  "base"

run
  root.set-times-at "log" 2000000s 3000000s  => ok
  root.set-times-at "log" now 0s             => ok
  root.stat-at "log"                         => regular-file size=4 links=1 accessed=after 2000000s modified=0s changed=after 0s

end
  log  "base"
