# Each write lands behind the one before it, whatever kind of write it is.
rule   stream/writes-follow-each-other

tree
  log  "base"

run
  f = root.open-at "log" read write    => ok
  w = f.write-via-stream 0             => ok
  w.blocking-write-and-flush "A"       => ok
  w.check-write                        => 1..
  w.write "B"                          => ok
  w.blocking-flush                     => ok
  w.blocking-write-zeroes-and-flush 1  => ok
  w.blocking-write-and-flush "C"       => ok
  f.read 9 0                           => "AB\x00C" eof?

end
  log  "AB\x00C"
