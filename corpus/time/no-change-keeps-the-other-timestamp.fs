# A timestamp that is set to no-change stays when the other is set, by descriptor and by path.
rule   time/no-change-keeps

tree
  log  "base"

run
  f = root.open-at "log" read write      => ok
  f.set-times 7s 5s                      => ok
  f.set-times no-change 50s              => ok
  f.stat                                 => regular-file size=4 links=1 accessed=7s modified=50s changed=after 50s
  root.set-times-at "log" 70s no-change  => ok
  f.stat                                 => regular-file size=4 links=1 accessed=70s modified=as before changed=after 70s

end
  log  "base"
