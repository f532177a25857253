# A stream to which nothing was written is told nothing of what another one's write has met.
rule   stream/output-stays-open

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  w = f.write-via-stream 0           => ok
  x = f.append-via-stream            => ok
  fault v write insufficient-space
  v.blocking-write-and-flush "AA"    => ok | failed(insufficient-space)
  w.flush                            => ok
  w.blocking-flush                   => ok
  x.check-write                      => 0..
  w.blocking-write-and-flush "B"     => ok
  f.read 64 0                        => "BaseAA" eof?
