# Reads of nothing are empty, over and over, where the file has grown since the first.
rule   stream/zero-length-read-is-empty

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.read 0                           => "" | closed
  f.write "C" 0                      => 1
  r.read 0                           => ""
  r.read 0                           => ""
  r.read 0                           => ""

end
  log  "C"
