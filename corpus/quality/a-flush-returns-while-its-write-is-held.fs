# A flush asks for what is under way to be over, and does not wait for it; nor does any other call that never blocks.
rule   quality/non-blocking-calls-return-at-once

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  w = f.append-via-stream            => ok
  w.check-write                      => 0..
  hold
  w.write "A"                        => ok
  w.flush                            => ok
  w.check-write                      => 0..
  release w
  w.blocking-flush                   => ok
  w.check-write                      => 1..
