# Under two names of one object stat-at reports the same timestamps.
rule   time/nothing-changes-by-itself

tree
  log  "base"

run
  root.link-at "log" to root "other"  => ok
  root.stat-at "log"                  => regular-file size=4 links=2
  root.stat-at "other"                => regular-file size=4 links=2 accessed=as before modified=as before changed=as before

end
  log  "base"
  other  "base"
