# What is queued of a long write when its stream is cancelled lands from its first byte on, or not at all.
rule   cancel/write-lands-as-a-prefix

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 2           => ok
  v.check-write                      => 0..
  hold queued
  v.write A[0..5000]                 => ok
  v.cancel                           => ok
  quiesce
  f.read 9000 0                      => "base" eof? with A[0..5000] in flight
  f.stat                             => regular-file size=4 links=1
