# The drop of a pollable takes nothing from its stream.
rule   poll/pollable-follows-its-stream

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  r = f.read-via-stream 0      => ok
  p = r.subscribe              => ok
  p.block                      => ok
  p.drop                       => ok
  r.blocking-read 64           => "base"

end
  log  "base"
