# When a pollable of before a flush is ready, the flush is over.
rule   poll/pollable-follows-its-stream

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  p = v.subscribe                    => ok
  v.check-write                      => 0..
  hold
  v.write "AA"                       => ok
  v.flush                            => ok
  p.ready                            => true | false
  quiesce
  p.block                            => ok
  f.read 64 0                        => "AAse" eof?
