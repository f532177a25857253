# The read after one that was given up gets the bytes that one would have got.
rule   cancel/abandoned-read-loses-nothing

tree
  log  "abcdef"

run
  f = root.open-at "log" read write        => ok
  r = f.read-via-stream 0                  => ok
  hold queued
  r.blocking-read 2, abandon after 1 poll  => "ab" | abandoned
  r.blocking-read 2                        => "cd"
  r.blocking-read 2                        => "ef"
