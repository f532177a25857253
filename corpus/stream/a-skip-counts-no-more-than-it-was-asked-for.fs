# A skip reports no more bytes than it was asked for.
rule   stream/read-gives-at-most-the-length

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.blocking-skip 2                  => 1..2
  r.blocking-read 9                  => "se"

end
  log  "base"
