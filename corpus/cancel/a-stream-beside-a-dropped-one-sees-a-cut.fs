# A stream sees that its file was cut after another one on it was dropped.
rule   cancel/other-streams-go-on

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  s = f.read-via-stream 0            => ok
  s.drop                             => ok
  f.set-size 0                       => ok
  r.read 1                           => closed | ""

end
  log  ""
