# A stream that has ended says so for length 0 as well: `skip`.
rule   stream/closed-is-final

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.blocking-read 9                  => "base"
  r.blocking-read 1                  => closed
  r.skip 0                           => closed

end
  log  "base"
