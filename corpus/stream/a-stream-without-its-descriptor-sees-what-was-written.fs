# A stream whose descriptor was dropped sees what was written since it was made.
rule   stream/outlives-its-descriptor

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  f.write "A" 0                      => 1
  f.drop                             => ok
  r.blocking-read 1                  => "A"

end
  log  "A"
