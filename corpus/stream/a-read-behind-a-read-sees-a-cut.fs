# A read behind another one sees that the file was cut.
rule   stream/reads-follow-each-other

tree
  log  "z0"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.read 1                           => "z"?
  f.set-size 0                       => ok
  r.read 1                           => closed | ""

end
  log  ""
