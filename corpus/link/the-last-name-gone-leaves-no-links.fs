# A file whose last name is gone has no links while a descriptor holds it.
rule   link/stat-counts-the-names

tree
  log  "base"

run
  root.link-at "log" to root "other"  => ok
  f = root.open-at "log" read         => ok
  root.unlink-file-at "log"           => ok
  f.stat                              => regular-file size=4 links=1
  root.unlink-file-at "other"         => ok
  f.stat                              => regular-file size=4 links=0 accessed=as before modified=as before
  f.read 9 0                          => "base" eof?

end
  nothing
