# The calls that the WIT says never block are over when they were polled once.
rule   quality/non-blocking-calls-return-at-once

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.read 1, until progress           => "b"
  r.skip 1, until progress           => 1
  r.ready, until progress            => true
  w = f.append-via-stream            => ok
  w.check-write, until progress      => 1..
  w.write "A"                        => ok
  w.flush                            => ok
  w.ready, until progress            => true

end
  log  "baseA"
