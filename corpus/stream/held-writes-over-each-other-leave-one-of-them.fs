# Where two writes overlap the bytes are those of the one or the other.
rule   stream/writes-change-their-range-alone

tree
  log  "basebase"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  w = f.write-via-stream 2           => ok
  v.check-write                      => 0..
  w.check-write                      => 0..
  hold
  v.write "VVVV"                     => ok
  w.write "WWWW"                     => ok
  release w
  release v
  v.blocking-flush                   => ok
  w.blocking-flush                   => ok
  f.read 64 0                        => "VVWWWWse" eof? | "VVVVWWse" eof?
