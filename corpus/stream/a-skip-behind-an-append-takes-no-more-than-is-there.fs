# A skip behind another one takes no more bytes than were appended.
rule   stream/reads-follow-each-other

tree
  log  "z"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  f.set-size 0                       => ok
  v.blocking-write-and-flush "B0"    => ok
  r = f.read-via-stream 0            => ok
  r.blocking-skip 1                  => 1
  r.skip 2                           => 0..1
  s = f.read-via-stream 0            => ok
  s.blocking-skip 1                  => 1
  s.blocking-read 4                  => "0"

end
  log  "B0"
