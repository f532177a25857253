# A stream that is made behind the end has nothing to give: `skip`.
rule   stream/end-of-file-closes

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 1000         => ok
  r.skip 1, until progress           => closed

end
  log  "base"
