# A write through one name moves the modification timestamp under the other.
rule   time/a-write-is-a-modification

tree
  log  "base"

run
  root.link-at "log" to root "other"  => ok
  root.set-times-at "log" 7s 5s       => ok
  f = root.open-at "other" write      => ok
  f.write "B" 0                       => 1
  root.stat-at "log"                  => regular-file size=4 links=2 modified=after 5s changed=after 7s

end
  log  "Base"
  other  "Base"
