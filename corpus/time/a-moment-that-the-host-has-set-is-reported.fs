# A modification that was there before the guest came is reported as it is.
rule   time/set-times-sets
modified "log" 86400

tree
  log  "base"

run
  root.stat-at "log"           => regular-file size=4 links=1 accessed=86400s modified=86400s
  f = root.open-at "log" read  => ok
  f.stat                       => regular-file size=4 links=1 accessed=as before modified=as before changed=as before

end
  log  "base"
