# A path that ends in no link means the same with symlink-follow as without it.
rule   path/final-link-is-followed-on-request

tree
  link -> "log"
  log  "base"
  sub/

run
  root.stat-at "log" symlink-follow           => regular-file size=4 links=1
  root.stat-at "sub" symlink-follow           => directory
  root.stat-at "none" symlink-follow          => no-entry
  f = root.open-at "log" symlink-follow read  => ok
  root.stat-at "link" symlink-follow          => regular-file size=4 links=1 accessed=as before modified=as before changed=as before

end
  link -> "log"
  log  "base"
  sub/
