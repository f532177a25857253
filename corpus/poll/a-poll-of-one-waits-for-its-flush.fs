# The list names one pollable, of a stream whose flush is not over: while its write is held nobody may say that it is ready.
rule   poll/pollable-follows-its-stream

tree
  log  ""

run
  f = root.open-at "log" read write                        => ok
  v = f.append-via-stream                                  => ok
  p = v.subscribe                                          => ok
  hold
  v.blocking-write-zeroes-and-flush 1, abandon after 1 poll  => ok | abandoned
  v.flush                                                  => ok
  poll [p]                                                 => [0]
  f.read 1 0                                               => "\x00" eof?
