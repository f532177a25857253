# A read that is dropped in its middle takes nothing from another stream on the descriptor.
rule   cancel/other-streams-go-on

tree
  log  "abcdef"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  s = f.read-via-stream 1            => ok
  hold
  r.block, abandon after 1 poll      => ok | abandoned
  r.drop                             => ok
  quiesce
  s.blocking-read 3                  => "bcd"
  s.blocking-read 9                  => "ef"
