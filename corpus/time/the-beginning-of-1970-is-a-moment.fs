# The moment of 0 seconds is set like any other, and stands for nothing else.
rule   time/set-times-sets

tree
  log  "base"
  sub/

run
  f = root.open-at "log" read write  => ok
  f.set-times 0s 0s                  => ok
  f.stat                             => regular-file size=4 links=1 accessed=0s modified=0s changed=after 0s
  root.set-times-at "sub" 0s+1ns 0s  => ok
  root.stat-at "sub"                 => directory accessed=0s+1ns modified=0s changed=after 0s+1ns

end
  log  "base"
  sub/
