# A read that is cancelled in its middle takes nothing from another stream on the descriptor.
rule   cancel/other-streams-go-on

tree
  log  "abcdef"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  s = f.read-via-stream 0            => ok
  s.blocking-read 2                  => "ab"
  hold
  r.read 4                           => "abcd"?
  r.cancel                           => ok
  s.blocking-read 2                  => "cd"
