# A blocking read or skip before the end is never empty.
rule   stream/blocking-read-gives-a-byte

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.blocking-read 1                  => "b"
  r.blocking-skip 1                  => 1
  r.blocking-read 1                  => "s"

end
  log  "base"
