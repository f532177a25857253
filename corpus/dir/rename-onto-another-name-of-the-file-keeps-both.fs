# rename-at between two hard links of one file does nothing: both names stay.
rule   dir/rename-to-the-same-object-does-nothing

tree
  log  "base"

run
  root.link-at "log" to root "other"    => ok
  root.rename-at "log" to root "other"  => ok
  root.stat-at "log"                    => regular-file size=4 links=2
  root.stat-at "other"                  => regular-file size=4 links=2 accessed=as before modified=as before changed=as before

end
  log  "base"
  other  "base"
