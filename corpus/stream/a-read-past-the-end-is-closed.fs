# A blocking read of a stream that began past the end finds the end.
rule   stream/end-of-file-closes

tree
  log  ""

run
  f = root.open-at "log" read  => ok
  r = f.read-via-stream 1      => ok
  r.blocking-read 1            => closed

end
  log  ""
