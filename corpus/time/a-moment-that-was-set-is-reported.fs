# Both timestamps of a file that were set are reported as set, by descriptor and by path.
rule   time/set-times-sets

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.set-times 7s 5s                  => ok
  f.stat                             => regular-file size=4 links=1 accessed=7s modified=5s changed=after 7s
  root.stat-at "log"                 => regular-file size=4 links=1 accessed=as before modified=as before changed=as before

end
  log  "base"
