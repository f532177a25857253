# truncate cuts the file when it is opened, for those who have it open already too.
rule   open/truncate-empties-the-file

tree
  log  "base"

run
  f = root.open-at "log" read write      => ok
  g = root.open-at "log" truncate write  => ok
  f.stat                                 => regular-file size=0 links=1
  f.read 9 0                             => "" eof

end
  log  ""
