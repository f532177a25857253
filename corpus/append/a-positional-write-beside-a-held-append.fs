# A write beyond the end moves the end for an append that waits, or does not if that was first.
rule   append/goes-to-the-end-of-the-file

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  w = f.write-via-stream 6           => ok
  v.check-write                      => 0..
  w.check-write                      => 0..
  hold
  v.write "AA"                       => ok
  w.write "WW"                       => ok
  release w
  release v
  w.blocking-flush                   => ok
  v.blocking-flush                   => ok
  f.read 64 0                        => "base\x00\x00WWAA" eof? | "baseAAWW" eof?
