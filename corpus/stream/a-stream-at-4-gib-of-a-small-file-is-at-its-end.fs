# A stream that begins at 4 GiB is not one from 0.
rule   stream/end-of-file-closes

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 4294967296   => ok
  r.blocking-read 4                  => closed

end
  log  "base"
