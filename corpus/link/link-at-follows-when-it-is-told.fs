# With symlink-follow link-at gives another name to what the symbolic link leads to.
rule   link/link-at-follows-on-request

tree
  link -> "log"
  log  "base"

run
  root.link-at "link" to root "new" symlink-follow  => ok
  root.stat-at "link"                               => symbolic-link size=3 links=1

end
  link -> "log"
  log  "base"
  new  "base"
