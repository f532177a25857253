# After the last byte the stream is closed, and not before.
rule   stream/end-of-file-closes

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.blocking-read 4                  => "base"
  r.blocking-read 1                  => closed

end
  log  "base"
