# However much is asked for, a stream gives what is there, and never more than was asked: `blocking-read`.
rule   stream/read-gives-at-most-the-length

tree
  log  "base"

run
  f = root.open-at "log" read write     => ok
  r = f.read-via-stream 0               => ok
  r.blocking-read 1                     => "b"
  r.blocking-read 18446744073709551615  => "ase"

end
  log  "base"
