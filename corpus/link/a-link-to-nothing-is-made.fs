# symlink-at does not ask whether the target is there; the link leads on when it is made later.
rule   link/symlink-at-makes-a-link

run
  root.symlink-at "log" "link"                 => ok
  a = root.open-at "link" symlink-follow read  => no-entry
  root.stat-at "link"                          => symbolic-link size=3 links=1
  f = root.open-at "log" create write          => ok
  f.write "A" 0                                => 1
  g = root.open-at "link" symlink-follow read  => ok
  g.read 9 0                                   => "A" eof?

end
  link -> "log"
  log  "A"
