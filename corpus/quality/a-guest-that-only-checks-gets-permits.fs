# A guest that calls check-write again and again gets permits, also after a flush.
rule   quality/loops-make-progress

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  w = f.write-via-stream 0           => ok
  w.check-write, until progress      => 1..
  w.write "AA"                       => ok
  w.flush                            => ok
  w.check-write, until progress      => 1..
  f.read 9 0                         => "AAse" eof?
  w.write "BB"                       => ok
  w.blocking-flush                   => ok
  f.read 9 0                         => "AABB" eof?

end
  log  "AABB"
