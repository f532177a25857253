# After flush and readiness, what was written is seen by everyone.
rule   stream/flushed-bytes-have-landed

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  w = f.write-via-stream 0           => ok
  w.check-write                      => 0..
  w.write "AA"                       => ok
  w.flush                            => ok
  w.block                            => ok
  f.read 9 0                         => "AAse" eof?
  f.stat                             => regular-file size=4 links=1

end
  log  "AAse"
