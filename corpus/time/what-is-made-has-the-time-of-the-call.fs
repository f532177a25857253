# A file, a directory and a link have the time of the call that made them, and so has the directory in which they were made.
rule   time/now-is-the-time-of-the-call
needs  host-clock

run
  f = root.open-at "log" create write  => ok
  f.stat                               => regular-file size=0 links=1
  root.create-directory-at "d"         => ok
  root.stat-at "d"                     => directory
  root.symlink-at "log" "l"            => ok
  root.stat-at "l"                     => symbolic-link size=3 links=1
  root.stat                            => directory

end
  d/
  l -> "log"
  log  ""
