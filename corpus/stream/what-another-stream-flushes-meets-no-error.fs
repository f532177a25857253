# What one stream writes beside another one that fails is in the file when it was flushed, and nothing is told of the failure.
rule   stream/output-stays-open

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  w = f.write-via-stream 2           => ok
  v.check-write                      => 0..
  w.check-write                      => 0..
  fault v write io
  hold
  v.write "AA"                       => ok | failed(io)
  w.write "BB"                       => ok
  quiesce
  w.flush                            => ok
  w.block                            => ok
  w.check-write                      => 1..
  v.blocking-flush                   => ok | failed(io)
  w.blocking-write-and-flush "CC"    => ok
  f.read 64 2                        => "BBCC" eof?
