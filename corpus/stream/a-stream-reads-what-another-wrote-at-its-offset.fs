# A stream reads what another one wrote at its offset, though it was made before.
rule   stream/read-returns-what-was-written

tree
  log  "z0"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  v = f.write-via-stream 1           => ok
  v.blocking-write-and-flush "B0"    => ok
  r.read 2                           => "zB"?

end
  log  "zB0"
