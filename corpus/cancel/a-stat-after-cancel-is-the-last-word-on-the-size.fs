# A size that was seen after cancel does not change by itself.
rule   cancel/nothing-lands-later

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  v.check-write                      => 0..
  hold
  v.write "AAAA"                     => ok
  v.cancel                           => ok
  f.stat                             => regular-file size=8 links=1 | regular-file size=7 links=1 | regular-file size=6 links=1 | regular-file size=5 links=1 | regular-file size=4 links=1
  quiesce
  f.read 64 0                        => "baseAAAA" eof?
