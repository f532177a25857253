# A preopen ends at its own directory, also where another preopen grants what is above it.
rule   path/stays-below-its-directory
preopen root "" dir=read,mutate file=read,write
preopen sub "sub" dir=read,mutate file=read,write

tree
  log  "base"
  sub/
    leaf  "x"
    up -> "../log"

run
  sub.stat-at "../log"                   => not-permitted
  sub.stat-at "up" symlink-follow        => not-permitted
  f = sub.open-at "../log" read          => not-permitted
  sub.rename-at "leaf" to sub "../leaf"  => not-permitted
  sub.stat-at "leaf"                     => regular-file size=1 links=1
  root.stat-at "sub/up" symlink-follow   => regular-file size=4 links=1

end
  log  "base"
  sub/
    leaf  "x"
    up -> "../log"
