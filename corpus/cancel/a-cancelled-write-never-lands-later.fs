# What was seen after cancel stays as it was seen.
rule   cancel/nothing-lands-later

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  v.check-write                      => 0..
  hold
  v.write "AAAA"                     => ok
  v.cancel                           => ok
  f.read 64 0                        => "AAAA" eof? | "AAAe" eof? | "AAse" eof? | "Aase" eof? | "base" eof?
  quiesce
  f.read 64 0                        => "AAAA" eof?
