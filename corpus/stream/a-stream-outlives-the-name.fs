# When descriptor and name are gone, a stream still gives the bytes.
rule   stream/outlives-its-descriptor

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  root.unlink-file-at "log"          => ok
  f.drop                             => ok
  r.blocking-read 9                  => "base"
  r.blocking-read 1                  => closed

end
  nothing
