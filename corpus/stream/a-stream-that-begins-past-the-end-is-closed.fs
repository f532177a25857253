# A stream that is made at the end or behind it has nothing to give.
rule   stream/end-of-file-closes

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 4            => ok
  s = f.read-via-stream 1000         => ok
  r.blocking-read 1                  => closed
  s.blocking-skip 1                  => closed

end
  log  "base"
