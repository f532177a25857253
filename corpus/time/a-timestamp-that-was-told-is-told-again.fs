# A timestamp that was told of an object is told of it later, whatever was done to it; one that was none stays none.
rule   time/none-is-never-maintained

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.stat                             => regular-file size=4 links=1
  f.write "B" 0                      => 1
  f.stat                             => regular-file size=4 links=1
  f.set-times now now                => ok
  f.stat                             => regular-file size=4 links=1

end
  log  "Base"
