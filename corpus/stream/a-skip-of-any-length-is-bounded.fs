# However much is asked for, a stream gives what is there, and never more than was asked: `skip`.
rule   stream/read-gives-at-most-the-length

tree
  log  "base"

run
  f = root.open-at "log" read write            => ok
  r = f.read-via-stream 0                      => ok
  r.blocking-read 1                            => "b"
  r.skip 18446744073709551615, until progress  => 1..3

end
  log  "base"
