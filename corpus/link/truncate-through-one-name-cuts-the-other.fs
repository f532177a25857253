# open-at with truncate of one name empties the file under every name.
rule   link/link-at-names-the-same-object

tree
  log  "base"

run
  root.link-at "log" to root "other"       => ok
  f = root.open-at "other" truncate write  => ok
  root.stat-at "log"                       => regular-file size=0 links=2

end
  log  ""
  other  ""
