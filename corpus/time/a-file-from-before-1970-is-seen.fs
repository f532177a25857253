# stat of a file that was modified before 1970 succeeds; its timestamp is absent where it can't be told.
rule   time/moments-before-1970-fail-no-stat
modified "log" -86400

tree
  log  "base"

run
  root.stat-at "log"           => regular-file size=4 links=1
  f = root.open-at "log" read  => ok
  f.stat                       => regular-file size=4 links=1 accessed=as before modified=as before changed=as before
  f.read 9 0                   => "base" eof?

end
  log  "base"
