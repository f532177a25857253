# A blocking skip goes over a byte that was written where its stream began past the end.
rule   stream/blocking-read-gives-a-byte

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 1            => ok
  f.write "A0" 0                     => 1..2
  r.blocking-skip 1                  => 1

end
  log  "A0"
