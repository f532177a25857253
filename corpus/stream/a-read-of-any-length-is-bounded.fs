# However much is asked for, a stream gives what is there, and never more than was asked: `read`.
rule   stream/read-gives-at-most-the-length

tree
  log  "base"

run
  f = root.open-at "log" read write            => ok
  r = f.read-via-stream 0                      => ok
  r.blocking-read 1                            => "b"
  r.read 18446744073709551615, until progress  => "ase"

end
  log  "base"
