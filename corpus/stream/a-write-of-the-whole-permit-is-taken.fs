# As many bytes as check-write permits are taken in one write, however many these are.
rule   stream/write-within-permit-is-taken

tree
  log  ""

run
  f = root.open-at "log" read write   => ok
  w = f.write-via-stream 0            => ok
  w.check-write, until progress       => 1..
  w.write A[0..permit]                => ok
  w.blocking-flush                    => ok
  w.check-write, until progress       => 1..
  w.write-zeroes permit               => ok
  w.blocking-flush                    => ok
  r = f.read-via-stream 0             => ok
  repeat 5000: r.blocking-read 65536  => closed
  f.set-size 4                        => ok

end
  log  "A000"
