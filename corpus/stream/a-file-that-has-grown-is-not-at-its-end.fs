# A stream that began at the end gives what was written there since.
rule   stream/end-of-file-closes

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  f.write "A" 0                      => 1
  r.blocking-read 1                  => "A"

end
  log  "A"
