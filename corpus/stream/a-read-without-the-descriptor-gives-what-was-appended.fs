# A stream whose descriptor is gone, and which was asked for nothing before, gives what was appended since.
rule   stream/outlives-its-descriptor

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.skip 0                           => 0 | closed
  f.sync-data                        => ok
  f.sync-data                        => ok
  v = f.append-via-stream            => ok
  v.blocking-write-and-flush "A"     => ok
  f.drop                             => ok
  r.blocking-read 1                  => "A"

end
  log  "A"
