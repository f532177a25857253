# The first write of a stream lands at the offset the stream was made with.
rule   stream/write-starts-at-its-offset

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  w = f.write-via-stream 2           => ok
  w.blocking-write-and-flush "A"     => ok
  f.read 9 0                         => "baAe" eof?

end
  log  "baAe"
