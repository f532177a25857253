# open-at with create, exclusive and truncate refuses a file that is there before it could be cut.
rule   open/exclusive-refuses-what-is-there

tree
  log  "base"

run
  f = root.open-at "log" create exclusive truncate write  => exist
  root.stat-at "log"                                      => regular-file size=4 links=1
  g = root.open-at "new" create exclusive truncate write  => ok
  g.write "A" 0                                           => 1
  root.stat-at "new"                                      => regular-file size=1 links=1

end
  log  "base"
  new  "A"
