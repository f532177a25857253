# A write goes over the piece that one has left which failed, and the error comes all the same.
rule   fault/error-is-delivered-once

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  w = f.write-via-stream 0           => ok
  v.check-write                      => 0..
  fault v write io after 2 bytes
  v.write "AAA"                      => ok | failed(io)
  w.blocking-write-and-flush "W"     => ok
  v.check-write, until progress      => 1.. | failed(io)
  v.blocking-flush                   => ok | failed(io)
  f.read 64 0                        => "AAAe" eof? | "WAAe" eof?
