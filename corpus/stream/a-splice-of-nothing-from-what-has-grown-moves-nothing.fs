# A splice of nothing from a file that has grown moves nothing and closes nothing.
rule   stream/output-stays-open

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  v = f.write-via-stream 0           => ok
  v.blocking-write-and-flush "D"     => ok
  v.blocking-splice r 0              => 0

end
  log  "D"
