# However much is asked for, a stream that has ended says so: `skip`.
rule   stream/closed-is-final

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.blocking-read 9                  => "base"
  r.blocking-read 1                  => closed
  r.skip 18446744073709551615        => closed

end
  log  "base"
