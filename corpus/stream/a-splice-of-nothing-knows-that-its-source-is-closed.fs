# A splice reads from its source like any other: what has answered closed is closed, also when nothing is asked of it.
rule   stream/closed-is-final

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  v = f.write-via-stream 0           => ok
  r.blocking-skip 1                  => closed
  v.splice r 0                       => closed

end
  log  ""
