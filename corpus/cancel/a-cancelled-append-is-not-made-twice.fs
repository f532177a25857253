# Cancelling an append adds its bytes once at most.
rule   cancel/write-lands-as-a-prefix

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  v.check-write                      => 0..
  hold
  v.write "AAAA"                     => ok
  v.cancel                           => ok
  quiesce
  f.read 64 0                        => "baseAAAA" eof? | "baseAAA" eof? | "baseAA" eof? | "baseA" eof? | "base" eof?
