# A file that its mode lets its owner only write is opened for writing, cut and written.
rule   access/modes-refuse-no-more
needs  modes
mode "log" 0200

tree
  log  "base"

run
  f = root.open-at "log" truncate write  => ok
  f.write "new" 0                        => 1..3
  root.stat-at "log"                     => regular-file size=3 links=1

end
  log  "new"
