# set-times-at with symlink-follow changes the target; without it the target keeps its times.
rule   path/final-link-is-followed-on-request

tree
  link -> "log"
  log  "base"

run
  root.set-times-at "log" 5s 6s                   => ok
  root.set-times-at "link" 7s 8s                  => ok | unsupported
  root.stat-at "log"                              => regular-file size=4 links=1 accessed=5s modified=6s changed=after 6s
  root.set-times-at "link" 9s 10s symlink-follow  => ok
  root.stat-at "log"                              => regular-file size=4 links=1 accessed=9s modified=10s changed=after 10s

end
  link -> "log"
  log  "base"
