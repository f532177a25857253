# When a stream is ready after a flush its bytes are in the file, however long they waited.
rule   stream/flushed-bytes-have-landed

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  v.check-write                      => 0..
  hold
  v.write "AA"                       => ok
  v.flush                            => ok
  v.ready                            => true | false
  quiesce
  v.block                            => ok
  f.read 64 0                        => "AAse" eof?
