# A skip that was given up has not moved the stream.
rule   cancel/abandoned-read-loses-nothing

tree
  log  "abcdef"

run
  f = root.open-at "log" read write        => ok
  r = f.read-via-stream 0                  => ok
  hold queued
  r.blocking-skip 2, abandon after 1 poll  => 1..2 | abandoned
  quiesce
  r.blocking-read 2                        => "cd"
