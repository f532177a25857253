# Without symlink-follow link-at gives the symbolic link another name, not what it leads to.
rule   link/link-at-follows-on-request

tree
  link -> "log"
  log  "base"

run
  root.link-at "link" to root "new"  => ok | not-permitted
  root.stat-at "log"                 => regular-file size=4 links=1

end
  link -> "log"
  log  "base"
  new -> "log"
