# Whichever right is missing, a refused open-at with truncate leaves the file as it was.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen still "" dir=read file=read,write
preopen readers "" dir=read,mutate file=read
preopen none "" dir=none file=none

tree
  log  "base"

run
  f = still.open-at "log" truncate         => not-permitted | access | read-only | bad-descriptor
  g = readers.open-at "log" truncate read  => not-permitted | access | read-only | bad-descriptor
  h = none.open-at "log" truncate write    => not-permitted | access | read-only | bad-descriptor
  d = root.open-at "." directory read      => ok
  i = d.open-at "log" truncate write       => read-only
  root.stat-at "log"                       => regular-file size=4 links=1
  j = root.open-at "log" truncate          => ok
  root.stat-at "log"                       => regular-file size=0 links=1

end
  log  ""
