# A stream beside one that was let go gives what was appended, behind the gap.
rule   cancel/other-streams-go-on

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  p = f.read-via-stream 0            => ok
  p.read 2                           => "ba"?
  p.cancel                           => ok
  f.set-size 0                       => ok
  v = f.append-via-stream            => ok
  f.set-size 1                       => ok
  v.blocking-write-and-flush "APP"   => ok
  r.blocking-read 4                  => "\x00APP"

end
  log  "\x00APP"
