# Waiting on streams that have ended, or have nothing to do, is over at once.
rule   quality/no-hang

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 4            => ok
  r.block                            => ok
  r.blocking-read 1                  => closed
  r.block                            => ok
  w = f.write-via-stream 0           => ok
  w.block                            => ok
  w.blocking-flush                   => ok
  w.block                            => ok
  w.cancel                           => ok

end
  log  "base"
