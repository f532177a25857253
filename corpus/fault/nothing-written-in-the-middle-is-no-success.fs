# A write that comes to a stop in its middle leaves a prefix.
rule   fault/writing-nothing-is-an-error

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  fault v write zero after 2 bytes
  v.blocking-write-and-flush "AAAA"  => ok | failed(..)
  f.read 64 0                        => "baseAAAA" eof?
