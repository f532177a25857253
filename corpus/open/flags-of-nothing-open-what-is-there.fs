# Asked for nothing, a file and a directory open all the same.
rule   open/opens-what-is-there

tree
  log  "base"
  sub/

run
  f = root.open-at "log"  => ok
  d = root.open-at "sub"  => ok
  f.get-type              => regular-file
  d.get-type              => directory

end
  log  "base"
  sub/
