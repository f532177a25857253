# When the descriptor is dropped, its streams read and write on.
rule   stream/outlives-its-descriptor

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  w = f.write-via-stream 4           => ok
  f.drop                             => ok
  w.blocking-write-and-flush "MORE"  => ok
  r.blocking-read 9                  => "baseMORE"

end
  log  "baseMORE"
