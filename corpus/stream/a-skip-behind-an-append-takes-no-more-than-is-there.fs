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
  r.skip 1                           => 0..1
  r.skip 2                           => 0..1

end
  log  "B0"
