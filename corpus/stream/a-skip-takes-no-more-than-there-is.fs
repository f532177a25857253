# A skip takes no more than there is.
rule   stream/read-returns-what-was-written

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  r = f.read-via-stream 3      => ok
  r.read 0                     => ""
  f.sync-data                  => ok
  f.sync-data                  => ok
  r.skip 2                     => 0..1

end
  log  "base"
