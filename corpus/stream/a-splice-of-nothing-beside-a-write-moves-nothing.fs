# A splice of no bytes moves none, also while its sink has writes in flight or is flushing them; those land.
rule   stream/splice-moves-what-it-counts

tree
  a  "source"
  log  "base"

run
  f = root.open-at "log" read write  => ok
  g = root.open-at "a" read          => ok
  r = g.read-via-stream 0            => ok
  w = f.write-via-stream 4           => ok
  w.check-write, until progress      => 1..
  w.write "AB"                       => ok
  w.splice r 0                       => 0
  w.flush                            => ok
  w.splice r 0                       => 0
  w.blocking-flush                   => ok
  f.read 64 0                        => "baseAB" eof?
  r.blocking-read 9                  => "source"

end
  a  "source"
  log  "baseAB"
