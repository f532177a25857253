# A file whose modification is set to now by its path was modified after what was set before.
rule   time/a-write-is-a-modification

tree
  log  "base"

run
  root.set-times-at "log" 2000000s 3000000s  => ok
  root.set-times-at "log" 0s now             => ok
  root.stat-at "log"                         => regular-file size=4 links=1 accessed=0s modified=after 3000000s changed=after 0s

end
  log  "base"
