# A pollable that was made before the first read is ready when the stream is.
rule   poll/pollable-follows-its-stream

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  r = f.read-via-stream 0      => ok
  p = r.subscribe              => ok
  r.block                      => ok
  p.ready                      => true

end
  log  "base"
