# Without create, truncate makes no file; where one is, it is cut.
rule   open/truncate-empties-the-file

tree
  log  "base"

run
  f = root.open-at "new" truncate write  => no-entry
  root.stat-at "new"                     => no-entry
  g = root.open-at "log" truncate write  => ok
  root.stat-at "log"                     => regular-file size=0 links=1
  g.write "A" 2                          => 1
  h = root.open-at "log" read            => ok
  h.read 9 0                             => "\x00\x00A" eof?

end
  log  "\x00\x00A"
