# What a script starts from was made just before it, and stat says so.
rule   time/now-is-the-time-of-the-call
needs  host-clock

tree
  d/
    log  "base"

run
  root.stat             => directory
  root.stat-at "d"      => directory
  root.stat-at "d/log"  => regular-file size=4 links=1

end
  d/
    log  "base"
