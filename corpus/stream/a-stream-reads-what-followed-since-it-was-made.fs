# A stream reads what followed on a write since it was made.
rule   stream/read-returns-what-was-written

tree
  log  "z0"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  v.blocking-write-and-flush "A"     => ok
  r = f.read-via-stream 0            => ok
  v.blocking-write-and-flush "B0"    => ok
  r.read 2                           => "AB"?

end
  log  "AB0"
