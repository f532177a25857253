# A stream skips no more than there is after another one on its file was cancelled.
rule   cancel/other-streams-go-on

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  r = f.read-via-stream 3      => ok
  s = f.read-via-stream 0      => ok
  r.read 0                     => ""
  s.cancel                     => ok
  r.skip 2                     => 0..1

end
  log  "base"
