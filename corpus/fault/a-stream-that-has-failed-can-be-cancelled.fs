# Cancel of a stream that has failed comes back, and nothing lands.
rule   fault/error-keeps-a-prefix

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  v.check-write                      => 0..
  fault v write quota after 1 byte
  hold
  v.write "AB"                       => ok | failed(quota)
  v.cancel                           => ok
  quiesce
  f.read 64 0                        => "baseAB" eof? | "baseA" eof? | "base" eof?
  f.read 64 0                        => "baseAB" eof?
