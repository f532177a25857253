# A stream that has failed takes no zeros any more, and nothing from another one; a wait for it is over at once.
rule   stream/closed-is-final

tree
  log  "base"

run
  f = root.open-at "log" read write           => ok
  w = f.write-via-stream 9223372036854775807  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  w.blocking-write-and-flush "A"              => failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  w.write-zeroes 1                            => closed | trap
  w.blocking-write-zeroes-and-flush 1         => closed
  r = f.read-via-stream 0                     => ok
  w.splice r 1                                => closed
  w.blocking-splice r 1                       => closed
  w.block                                     => ok
  w.ready                                     => true
  w.check-write                               => closed
  f.read 9 0                                  => "base" eof?

end
  log  "base"
