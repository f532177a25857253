# A blocking read of nothing is empty where the file has grown since the stream was made.
rule   stream/zero-length-read-is-empty

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  f.set-size 1                       => ok
  r.blocking-read 0                  => ""

end
  log  "\x00"
