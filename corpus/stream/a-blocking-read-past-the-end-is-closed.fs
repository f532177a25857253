# A stream that is made behind the end has nothing to give: `blocking-read`.
rule   stream/end-of-file-closes

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 1000         => ok
  r.blocking-read 1                  => closed

end
  log  "base"
