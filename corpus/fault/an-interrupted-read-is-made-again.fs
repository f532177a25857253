# A read that a signal has interrupted gives its bytes.
rule   fault/interruption-is-invisible

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  fault r read interrupted
  r.blocking-read 2                  => "ba"
  r.blocking-read 9                  => "se"
  r.blocking-read 9                  => closed
