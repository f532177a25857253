# A read that was given up may have seen the gap before a write behind the end.
rule   cancel/abandoned-read-loses-nothing

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 1           => ok
  r = f.read-via-stream 0            => ok
  v.check-write                      => 0..
  hold
  v.write "A"                        => ok
  r.block, abandon after 1 poll      => ok | abandoned
  f.write "B" 0                      => 1
  quiesce
  r.blocking-read 1                  => "B" with "A" in flight or as read ahead | closed | "B" or as read ahead
