# A pollable of a stream at the end of its file is ready; what comes is a byte that was appended, or the end.
rule   poll/pollable-follows-its-stream

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 4            => ok
  v = f.append-via-stream            => ok
  p = r.subscribe                    => ok
  v.blocking-write-and-flush "AA"    => ok
  p.block                            => ok
  r.read 4                           => "AA" or as read ahead | closed

end
  log  "baseAA"
