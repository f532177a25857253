# The size that a file has already is a size like any other.
rule   file/set-size-sets-the-size

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.set-size 4                       => ok
  f.read 100 0                       => "base" eof?
  f.set-size 0                       => ok
  f.set-size 0                       => ok
  f.stat                             => regular-file size=0 links=1

end
  log  ""
