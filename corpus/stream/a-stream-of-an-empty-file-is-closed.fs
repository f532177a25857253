# An empty file is at its end at once.
rule   stream/end-of-file-closes

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.blocking-read 1                  => closed
  r.read 1                           => closed

end
  log  ""
