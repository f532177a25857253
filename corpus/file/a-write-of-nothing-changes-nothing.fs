# A write of no bytes counts none and does not extend the file, also past its end.
rule   file/write-counts-what-it-wrote

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.write "" 0                       => 0
  f.write "" 100                     => 0
  f.write "A" 0                      => 1
  f.stat                             => regular-file size=4 links=1

end
  log  "Aase"
