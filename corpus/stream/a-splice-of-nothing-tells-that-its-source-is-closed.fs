# A splice reads from its source, also nothing: it ends with what that read answers.
rule   stream/closed-is-final

tree
  log  ""
  to  ""

run
  f = root.open-at "log" read  => ok
  r = f.read-via-stream 0      => ok
  r.blocking-read 1            => closed
  g = root.open-at "to" write  => ok
  v = g.write-via-stream 0     => ok
  v.blocking-splice r 0        => closed

end
  log  ""
  to  ""
