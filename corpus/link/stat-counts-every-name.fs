# stat counts the names of an object, by descriptor and by every name, up and down.
rule   link/stat-counts-the-names

tree
  log  "base"

run
  f = root.open-at "log" read         => ok
  f.stat                              => regular-file size=4 links=1
  root.link-at "log" to root "two"    => ok
  f.stat                              => regular-file size=4 links=2 accessed=as before modified=as before
  root.link-at "two" to root "three"  => ok
  root.stat-at "three"                => regular-file size=4 links=3 accessed=as before modified=as before
  root.unlink-file-at "log"           => ok
  f.stat                              => regular-file size=4 links=2 accessed=as before modified=as before
  root.stat-at "two"                  => regular-file size=4 links=2 accessed=as before modified=as before changed=as before

end
  three  "base"
  two  "base"
