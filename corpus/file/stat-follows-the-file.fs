# The size that stat reports is the size at that moment.
rule   file/stat-tells-type-size-and-links

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.stat                             => regular-file size=4 links=1
  f.write "AA" 4                     => 1..2
  f.stat                             => regular-file size=6 links=1
  f.set-size 1                       => ok
  f.stat                             => regular-file size=1 links=1
  root.stat                          => directory

end
  log  "b"
