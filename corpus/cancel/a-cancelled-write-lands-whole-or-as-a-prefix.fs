# What a cancelled stream had under way is there whole, as a prefix, or not at all.
rule   cancel/write-lands-as-a-prefix

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 4           => ok
  v.check-write                      => 0..
  hold
  v.write "AAAA"                     => ok
  v.cancel                           => ok
  f.read 64 0                        => "baseAAAA" eof? | "baseAAA" eof? | "baseAA" eof? | "baseA" eof? | "base" eof?
