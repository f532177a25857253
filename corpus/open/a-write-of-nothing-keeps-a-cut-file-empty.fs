# A write of nothing past the end keeps a file empty that an opening has cut.
rule   open/truncate-empties-the-file

tree
  log  "base"

run
  f = root.open-at "log" truncate write  => ok
  f.write "" 1                           => 0
  f.stat                                 => regular-file size=0 links=1

end
  log  ""
