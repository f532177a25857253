# rename-at of a link to a directory moves the link; onto it goes a file as onto any file.
rule   path/final-link-is-followed-on-request

tree
  log  "base"
  sub/
    leaf  "x"
  way -> "sub"

run
  root.rename-at "way" to root "moved"  => ok
  root.stat-at "moved"                  => symbolic-link size=3 links=1
  root.stat-at "moved" symlink-follow   => directory
  root.rename-at "log" to root "moved"  => ok
  root.stat-at "moved"                  => regular-file size=4 links=1
  root.stat-at "sub/leaf"               => regular-file size=1 links=1

end
  moved  "base"
  sub/
    leaf  "x"
