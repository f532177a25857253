# A blocking read gives a byte that was written where its stream began past the end.
rule   stream/blocking-read-gives-a-byte

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 1            => ok
  f.set-size 2                       => ok
  r.blocking-read 1                  => "\x00"

end
  log  "\x00\x00"
