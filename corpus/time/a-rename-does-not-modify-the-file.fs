# A rename leaves the modification timestamp of the file that it moves.
rule   time/set-times-sets

tree
  log  "base"

run
  root.set-times-at "log" 7s 5s       => ok
  root.rename-at "log" to root "new"  => ok
  root.stat-at "new"                  => regular-file size=4 links=1 accessed=7s modified=5s changed=after 7s

end
  new  "base"
