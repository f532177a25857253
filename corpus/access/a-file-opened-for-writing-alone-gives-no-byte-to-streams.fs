# No byte comes from a descriptor that was opened without read, through a stream or without one.
rule   access/reading-needs-read

tree
  log  "base"

run
  f = root.open-at "log" write       => ok
  f.read 4 0                         => bad-descriptor | not-permitted | access
  f.read 4 100                       => bad-descriptor | not-permitted | access
  s = f.read-via-stream 0            => bad-descriptor | not-permitted | access | ok
  g = root.open-at "log" read write  => ok
  r = g.read-via-stream 0            => ok
  r.blocking-read 9                  => "base"

end
  log  "base"
