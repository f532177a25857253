# A write of nothing past the end gives a stream nothing to read.
rule   stream/read-returns-what-was-written

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  f.write "" 1                       => 0
  r = f.read-via-stream 0            => ok
  r.read 1                           => closed | ""
  f.write "A" 0                      => 1
  s = f.read-via-stream 0            => ok
  s.blocking-read 1                  => "A"

end
  log  "A"
