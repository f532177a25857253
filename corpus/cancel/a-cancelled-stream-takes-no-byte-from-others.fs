# Cancelled or dropped, a stream leaves the others where they are.
rule   cancel/other-streams-go-on

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  s = f.read-via-stream 0            => ok
  r.block                            => ok
  r.cancel                           => ok
  t = f.read-via-stream 1            => ok
  t.drop                             => ok
  s.blocking-read 9                  => "base"

end
  log  "base"
