# A timestamp that is set to now has the time of the call by the clock of the file system, as one sees who looks at that.
rule   time/now-is-the-time-of-the-call
needs  host-clock

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.set-times 5s 5s                  => ok
  f.set-times now no-change          => ok
  f.stat                             => regular-file size=4 links=1 accessed=after 5s modified=5s changed=after 5s
  f.set-times no-change now          => ok
  f.stat                             => regular-file size=4 links=1 accessed=as before modified=after 5s
  root.set-times-at "log" now now    => ok
  f.stat                             => regular-file size=4 links=1

end
  log  "base"
