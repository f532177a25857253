# A moment with nanoseconds is reported as far as the file system can tell it, never rounded up.
rule   time/set-times-sets

tree
  log  "base"

run
  f = root.open-at "log" read write        => ok
  f.set-times 5s+999999999ns 1000000s+1ns  => ok
  f.stat                                   => regular-file size=4 links=1 accessed=5s+999999999ns modified=1000000s+1ns changed=after 1000000s+1ns

end
  log  "base"
