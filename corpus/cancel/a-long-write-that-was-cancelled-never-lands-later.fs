# However much was on its way, what was seen after cancel stays as it was seen.
rule   cancel/nothing-lands-later

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  v.check-write                      => 0..
  hold
  v.write A[0..100]                  => ok
  v.cancel                           => ok
  f.read 200 0                       => "base" eof? with A[0..100] in flight
  quiesce
  f.read 200 0                       => "base" eof?
