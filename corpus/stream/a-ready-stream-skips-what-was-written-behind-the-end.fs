# A stream that began past the end and is ready skips what was written there.
rule   stream/flushed-bytes-have-landed

tree
  log  "base"

run
  f = root.open-at "log" read write    => ok
  v = f.append-via-stream              => ok
  r = f.read-via-stream 5              => ok
  r.ready, until progress              => true
  v.blocking-write-zeroes-and-flush 2  => ok
  r.skip 1                             => 1 | closed

end
  log  "base\x00\x00"
