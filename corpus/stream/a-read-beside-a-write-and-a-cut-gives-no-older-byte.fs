# A read beside a write sees a cut that came before it.
rule   stream/read-returns-what-was-written

tree
  log  "b"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  v = f.write-via-stream 0           => ok
  v.check-write                      => 0..
  hold
  v.write-zeroes 2                   => ok
  f.set-size 0                       => ok
  r.read 1                           => ""? with "\x00\x00" in flight | closed | ""
