# set-times to a moment of long ago is itself a change of the status, and that one is now.
rule   time/status-change-can-not-be-set

tree
  log  "base"
  sub/

run
  f = root.open-at "log" read write  => ok
  f.set-times 7s 5s                  => ok
  f.stat                             => regular-file size=4 links=1 accessed=7s modified=5s changed=after 7s
  root.set-times-at "sub" 7s 5s      => ok
  root.stat-at "sub"                 => directory accessed=7s modified=5s changed=after 7s

end
  log  "base"
  sub/
