# Reading through a stream changes neither the modification nor the status.
rule   time/nothing-changes-by-itself

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  f.stat                       => regular-file size=4 links=1
  r = f.read-via-stream 0      => ok
  r.blocking-read 4            => "base"
  f.stat                       => regular-file size=4 links=1 modified=as before changed=as before

end
  log  "base"
