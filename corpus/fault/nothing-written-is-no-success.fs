# A write of which the system takes nothing fails or is made again.
rule   fault/writing-nothing-is-an-error

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  fault v write zero
  v.blocking-write-and-flush "AAAA"  => ok | failed(..)
  f.read 64 0                        => "AAAA" eof?
