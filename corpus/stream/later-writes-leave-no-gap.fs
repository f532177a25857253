# The second write of a stream lands right behind the first.
rule   stream/writes-follow-each-other

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  w = f.write-via-stream 0           => ok
  w.blocking-write-and-flush "AA"    => ok
  w.blocking-write-and-flush "BB"    => ok
  f.read 9 0                         => "AABB" eof?

end
  log  "AABB"
