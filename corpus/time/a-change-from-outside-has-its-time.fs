# A file that another process has written to was modified when it did so.
rule   time/now-is-the-time-of-the-call
needs  host-clock

tree
  log  "base"

run
  f = root.open-at "log" read    => ok
  root.set-times-at "log" 5s 5s  => ok
  host append "log" "more"
  f.stat                         => regular-file size=8 links=1 modified=after 5s changed=after 5s
