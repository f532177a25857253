# The same of a stream that is cancelled.
rule   poll/pollable-follows-its-stream

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  p = v.subscribe                    => ok
  v.cancel                           => ok | trap

end
  log  "base"
