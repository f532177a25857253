# link-at gives the link itself another name, with symlink-follow what the link leads to.
rule   path/final-link-is-followed-on-request

tree
  link -> "log"
  log  "base"

run
  root.link-at "link" to root "new"                   => ok | not-permitted
  root.stat-at "new"                                  => symbolic-link size=3 links=2
  root.link-at "link" to root "other" symlink-follow  => ok
  root.stat-at "other"                                => regular-file size=4 links=2
  root.stat-at "log"                                  => regular-file size=4 links=2 accessed=as before modified=as before changed=as before

end
  link -> "log"
  log  "base"
  new -> "log"
  other  "base"
