# A stream that has nothing under way leaves nothing behind when it is cancelled.
rule   stream/flushed-bytes-have-landed

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  v.blocking-write-and-flush "AA"    => ok
  v.cancel                           => ok
  f.read 64 0                        => "AAse" eof?
  quiesce
  f.read 64 0                        => "AAse" eof?
