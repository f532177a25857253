# Whatever object is looked at, its timestamps have less than a second of nanoseconds.
rule   time/nanoseconds-stay-below-a-second

tree
  link -> "log"
  log  "base"
  pipe is a fifo
  sub/

run
  root.stat-at "log"   => regular-file size=4 links=1
  root.stat-at "sub"   => directory
  root.stat-at "link"  => symbolic-link size=3 links=1
  root.stat-at "pipe"  => fifo links=1
  root.stat            => directory

end
  link -> "log"
  log  "base"
  pipe is a fifo
  sub/
