# A read changes neither the modification nor the status; only the access may move.
rule   time/nothing-changes-by-itself

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  f.stat                       => regular-file size=4 links=1
  f.read 4 0                   => "base" eof?
  f.stat                       => regular-file size=4 links=1 modified=as before changed=as before

end
  log  "base"
