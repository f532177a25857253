# A write of nothing past the end keeps the size that was set before.
rule   file/set-size-sets-the-size

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.set-size 0                       => ok
  f.write "" 1                       => 0
  f.read 1 0                         => "" eof

end
  log  ""
