# Any number of descriptors of one file may be open, and each sees what the others write.
rule   open/opens-what-is-there

tree
  log  "base"

run
  r = root.open-at "log" read        => ok
  w = root.open-at "log" write       => ok
  b = root.open-at "log" read write  => ok
  r.is-same-object w                 => true
  w.is-same-object b                 => true
  w.write "A" 0                      => 1
  r.read 9 0                         => "Aase" eof?
  b.write "B" 1                      => 1
  r.read 9 0                         => "ABse" eof?

end
  log  "ABse"
