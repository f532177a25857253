# Reads through the descriptor go on after a stream of it was cancelled.
rule   cancel/other-streams-go-on

tree
  log  "abcdef"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  s = f.read-via-stream 4            => ok
  hold queued
  r.read 4                           => "abcd"?
  r.cancel                           => ok
  f.read 64 0                        => "abcdef" eof?
  s.blocking-read 9                  => "ef"
