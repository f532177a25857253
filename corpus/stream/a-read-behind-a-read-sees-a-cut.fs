# A read behind another one sees that the file was cut.
rule   stream/read-returns-what-was-written

tree
  log  "z0"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  f.set-size 1                       => ok
  r.blocking-read 1                  => "z"
  r.read 1                           => closed | ""

end
  log  "z"
