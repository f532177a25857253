# A blocking splice may find the end of its source before it finds its sink closed; both are remembered.
rule   stream/splice-moves-what-it-counts

tree
  log  "base"

run
  f = root.open-at "log" read write           => ok
  w = f.write-via-stream 9223372036854775807  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  g = root.open-at "new" create read write    => ok
  r = g.read-via-stream 0                     => ok
  w.blocking-write-and-flush "A"              => failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  w.blocking-splice r 1                       => closed
  g.write "C" 0                               => 1
  r.blocking-read 1                           => "C" or as read ahead | closed
  a = f.append-via-stream                     => ok
  s = f.read-via-stream 0                     => ok
  a.blocking-splice s 1                       => 1

end
  log  "base"
  new  "C"
