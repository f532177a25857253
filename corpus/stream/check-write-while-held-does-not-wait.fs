# A permit is given or refused at once, however busy the background is.
rule   stream/write-within-permit-is-taken

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  v.check-write                      => 0..
  hold queued
  v.write "AA"                       => ok
  v.check-write                      => 0..
  v.flush                            => ok
  v.check-write                      => 0..
  v.check-write, until progress      => 1..
  v.write "B"                        => ok
  v.blocking-flush                   => ok
  f.read 64 0                        => "baseAAB" eof?
