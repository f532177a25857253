# A flush when nothing was written completes, also twice.
rule   stream/output-stays-open

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  w = f.write-via-stream 0           => ok
  w.flush                            => ok
  w.flush                            => ok
  w.block                            => ok
  w.blocking-flush                   => ok
  w.check-write, until progress      => 1..

end
  log  "base"
