# A stream may go before its pollable, or that traps; then the pollable goes.
rule   poll/pollable-follows-its-stream

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  r = f.read-via-stream 0      => ok
  p = r.subscribe              => ok
  r.drop                       => ok | trap

end
  log  "base"
