# A stream that is made at the end has nothing to give: `read`.
rule   stream/end-of-file-closes

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 4            => ok
  r.read 1, until progress           => closed

end
  log  "base"
