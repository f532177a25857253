# A file that has lost one of its names is read through a descriptor as before, by the name that it was opened by or another.
rule   file/read-returns-what-was-written

tree
  log  "base"

run
  root.link-at "log" to root "two"  => ok
  f = root.open-at "log" read       => ok
  root.unlink-file-at "log"         => ok
  f.read 4 0                        => "base" eof?
  g = root.open-at "two" read       => ok
  g.read 4 0                        => "base" eof?

end
  two  "base"
