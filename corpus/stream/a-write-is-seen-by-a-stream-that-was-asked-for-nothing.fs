# A stream that was asked for nothing has fetched nothing, and sees what is written then.
rule   stream/read-returns-what-was-written

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.read 0                           => ""
  f.write "A" 0                      => 1
  r.read 1                           => "A"?

end
  log  "Aase"
