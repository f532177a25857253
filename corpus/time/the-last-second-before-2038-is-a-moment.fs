# The last moment but one of 32 bits is set like any other; the ones after it are set or refused.
rule   time/set-times-sets

tree
  log  "base"

run
  f = root.open-at "log" read write    => ok
  f.set-times 2147483646s 2147483646s  => ok
  f.stat                               => regular-file size=4 links=1 accessed=2147483646s modified=2147483646s
  f.set-times 2147483648s 4294967296s  => ok | invalid | overflow
  f.stat                               => regular-file size=4 links=1

end
  log  "base"
