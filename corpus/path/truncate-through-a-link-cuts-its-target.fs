# With symlink-follow truncate cuts what the link leads to, without it nothing is cut.
rule   path/final-link-is-followed-on-request

tree
  link -> "log"
  log  "base"

run
  f = root.open-at "link" truncate write                 => loop
  root.stat-at "log"                                     => regular-file size=4 links=1
  g = root.open-at "link" symlink-follow truncate write  => ok
  root.stat-at "log"                                     => regular-file size=0 links=1
  root.readlink-at "link"                                => "log"

end
  link -> "log"
  log  ""
