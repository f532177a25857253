# A length for which nobody has memory is answered like any other, with what is there: `blocking-skip` of a stream.
rule   quality/bounded-memory

tree
  log  "base"

run
  f = root.open-at "log" read write     => ok
  r = f.read-via-stream 1               => ok
  r.blocking-skip 18446744073709551615  => 1..3

end
  log  "base"
