# A stream reads what another one has flushed, though it was made before.
rule   stream/flushed-bytes-have-landed

tree
  log  "z"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  v = f.write-via-stream 0           => ok
  r.read 0                           => ""
  v.blocking-write-and-flush "CC"    => ok
  r.read 1                           => "C"?

end
  log  "CC"
