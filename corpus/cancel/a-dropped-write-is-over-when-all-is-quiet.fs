# When no background work is left nothing of a dropped stream lands any more.
rule   cancel/nothing-lands-later

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  v.check-write                      => 0..
  hold
  v.write "AAAA"                     => ok
  v.drop                             => ok
  quiesce
  f.read 64 0                        => "AAAA" eof? | "AAAe" eof? | "AAse" eof? | "Aase" eof? | "base" eof?
  f.stat                             => regular-file size=4 links=1
  f.read 64 0                        => "AAAA" eof?
