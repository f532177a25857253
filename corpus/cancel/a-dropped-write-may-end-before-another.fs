# Of a write whose stream was dropped a prefix may land before another write goes over its place.
rule   cancel/write-lands-as-a-prefix

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  v.check-write                      => 0..
  hold
  v.write "AB"                       => ok
  v.drop                             => ok
  f.write "E" 6                      => 1
  quiesce
  f.read 64 0                        => "base\x00\x00EAB" eof? | "base\x00\x00EA" eof? | "base\x00\x00E" eof? | "baseABE" eof? | "baseA\x00E" eof?
