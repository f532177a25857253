# Another name, or one less, leaves the modification timestamp of the file.
rule   time/set-times-sets

tree
  log  "base"

run
  root.set-times-at "log" 7s 5s       => ok
  root.link-at "log" to root "other"  => ok
  root.stat-at "log"                  => regular-file size=4 links=2 accessed=7s modified=5s changed=after 7s
  root.unlink-file-at "log"           => ok
  root.stat-at "other"                => regular-file size=4 links=1 accessed=as before modified=as before

end
  other  "base"
