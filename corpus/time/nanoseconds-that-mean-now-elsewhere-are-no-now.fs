# 1073741823 nanoseconds stand for "now" in some kernels: a guest that asks for them gets an error or that many nanoseconds.
rule   time/any-moment-is-answered

tree
  log  "base"

run
  f = root.open-at "log" read write            => ok
  f.set-times 5s+1073741823ns 5s+1073741823ns  => ok | invalid | overflow
  f.stat                                       => regular-file size=4 links=1
  root.set-times-at "log" 5s+1073741823ns 5s   => ok | invalid | overflow
  root.stat-at "log"                           => regular-file size=4 links=1 accessed=as before modified=as before changed=as before

end
  log  "base"
