# Meanwhile as at the end: what one stream has appended later is not seen in the file before what it has appended earlier.
rule   append/keeps-the-order-of-a-stream

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  v.check-write                      => 0..
  hold
  v.write "AA"                       => ok
  v.check-write                      => 0..
  v.write "BB"                       => ok
  v.check-write                      => 0..
  v.write "CC"                       => ok
  release v
  f.read 64 0                        => "base" eof? with "AA" in flight | "baseAA" eof? with "BB" in flight | "baseAABB" eof? with "CC" in flight | "baseAABBCC" eof?
  release v
  f.read 64 0                        => "base" eof? with "AA" in flight | "baseAA" eof? with "BB" in flight | "baseAABB" eof? with "CC" in flight | "baseAABBCC" eof?
  r = f.read-via-stream 0            => ok
  r.blocking-read 64                 => "base" with "AA" in flight | "baseAA" with "BB" in flight | "baseAABB" with "CC" in flight | "baseAABBCC"
