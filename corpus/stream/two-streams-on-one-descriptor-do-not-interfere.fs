# Each stream keeps its own position, and the descriptor has none.
rule   stream/reads-follow-each-other

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  s = f.read-via-stream 1            => ok
  r.blocking-read 1                  => "b"
  s.blocking-read 2                  => "as"
  r.blocking-read 1                  => "a"
  f.read 1 0                         => "b"
  r.blocking-read 9                  => "se"
  s.blocking-read 9                  => "e"

end
  log  "base"
