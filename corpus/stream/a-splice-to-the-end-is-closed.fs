# When the source has ended, a splice says so, and the sink goes on.
rule   stream/end-of-file-closes

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  w = f.write-via-stream 4           => ok
  r.blocking-skip 9                  => 1..4
  w.blocking-splice r 1              => closed
  w.blocking-write-and-flush "A"     => ok
  f.read 9 0                         => "baseA" eof?

end
  log  "baseA"
