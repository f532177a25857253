# A blocking skip at the end of a file finds it.
rule   stream/end-of-file-closes

tree
  log  ""

run
  f = root.open-at "log" read  => ok
  r = f.read-via-stream 0      => ok
  r.blocking-skip 1            => closed

end
  log  ""
