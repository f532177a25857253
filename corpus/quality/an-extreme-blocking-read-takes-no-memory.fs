# A length for which nobody has memory is answered like any other, with what is there: `blocking-read` of a stream.
rule   quality/bounded-memory

tree
  log  "base"

run
  f = root.open-at "log" read write     => ok
  r = f.read-via-stream 1               => ok
  r.blocking-read 18446744073709551615  => "ase"

end
  log  "base"
