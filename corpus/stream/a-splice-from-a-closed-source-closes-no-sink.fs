# A splice from a stream that has ended fails, and the sink stays open: `splice`.
rule   stream/closed-is-final

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  w = f.append-via-stream            => ok
  r.blocking-read 9                  => "base"
  r.blocking-read 1                  => closed
  w.splice r 1                       => closed
  w.blocking-write-and-flush "A"     => ok
  f.read 9 0                         => "baseA" eof?

end
  log  "baseA"
