# 1000000000 nanoseconds are refused, or counted as the second they are; what stat reports is a moment.
rule   time/any-moment-is-answered

tree
  log  "base"

run
  f = root.open-at "log" read write                        => ok
  f.set-times no-change 5s+1000000000ns                    => ok | invalid | overflow
  f.stat                                                   => regular-file size=4 links=1
  root.set-times-at "log" 5s+4294967295ns 5s+4294967295ns  => ok | invalid | overflow
  root.stat-at "log"                                       => regular-file size=4 links=1 accessed=as before modified=as before changed=as before

end
  log  "base"
