# Timestamps belong to the object: what was set through one name is reported under the other.
rule   time/set-times-sets

tree
  log  "base"

run
  root.link-at "log" to root "other"  => ok
  root.set-times-at "log" 7s 5s       => ok
  root.stat-at "other"                => regular-file size=4 links=2 accessed=7s modified=5s changed=after 7s

end
  log  "base"
  other  "base"
