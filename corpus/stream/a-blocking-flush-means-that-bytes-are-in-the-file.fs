# After blocking-flush, what was written is seen by everyone, zeros too.
rule   stream/flushed-bytes-have-landed

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  w = f.write-via-stream 0           => ok
  w.check-write                      => 0..
  w.write "A"                        => ok
  w.blocking-flush                   => ok
  f.read 9 0                         => "Aase" eof?
  w.check-write                      => 1..
  w.write-zeroes 2                   => ok
  w.blocking-flush                   => ok
  f.read 9 0                         => "A\x00\x00e" eof?

end
  log  "A\x00\x00e"
