# A read that was held while another process wrote sees what was there at some moment between.
rule   stream/read-returns-what-was-written

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  hold
  r.read 4                           => "base"?
  host write "log" "XX" 1
  quiesce
  r.blocking-read 4                  => closed
