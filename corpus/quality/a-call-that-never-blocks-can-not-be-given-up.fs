# Whether a stream is ready is told at once, before anybody can give the call up.
rule   quality/non-blocking-calls-return-at-once
needs  abandon

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.block                            => ok
  r.ready, abandon after 1 poll      => true
  w = f.append-via-stream            => ok
  w.block                            => ok
  w.ready, abandon after 1 poll      => true
  w.blocking-write-and-flush "A"     => ok
  w.block                            => ok
  w.ready, abandon after 2 polls     => true
