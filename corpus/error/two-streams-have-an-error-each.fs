# The errors of two streams are two: each has the code of its own stream, and goes by itself.
rule   error/keeps-its-code

tree
  log  "base"

run
  f = root.open-at "log" read write    => ok
  v = f.append-via-stream              => ok
  w = f.write-via-stream 0             => ok
  fault v write io
  fault w write insufficient-space
  c = v.blocking-write-and-flush "AA"  => ok | failed(io)
  m = w.blocking-write-and-flush "BB"  => ok | failed(insufficient-space)
  c.filesystem-error-code
  m.filesystem-error-code
  c.drop
  m.filesystem-error-code
