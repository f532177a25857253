# Each pollable of a stream is ready when the stream is.
rule   poll/pollable-follows-its-stream

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  r = f.read-via-stream 0      => ok
  p = r.subscribe              => ok
  q = r.subscribe              => ok
  r.block                      => ok
  p.ready                      => true
  q.ready                      => true
  p.drop                       => ok
  q.ready                      => true

end
  log  "base"
