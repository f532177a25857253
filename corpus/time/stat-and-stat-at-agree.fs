# stat and stat-at of one object report the same timestamps, and so do two calls one after the other.
rule   time/nothing-changes-by-itself

tree
  log  "base"
  sub/

run
  f = root.open-at "log" read            => ok
  f.stat                                 => regular-file size=4 links=1
  root.stat-at "log"                     => regular-file size=4 links=1 accessed=as before modified=as before changed=as before
  f.stat                                 => regular-file size=4 links=1 accessed=as before modified=as before changed=as before
  d = root.open-at "sub" directory read  => ok
  d.stat                                 => directory
  root.stat-at "sub"                     => directory accessed=as before modified=as before changed=as before

end
  log  "base"
  sub/
