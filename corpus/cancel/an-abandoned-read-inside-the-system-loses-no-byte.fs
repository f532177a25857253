# As when its call of the system has begun.
rule   cancel/abandoned-read-loses-nothing

tree
  log  "abcdef"

run
  f = root.open-at "log" read write         => ok
  r = f.read-via-stream 0                   => ok
  hold
  r.blocking-read 3, abandon after 2 polls  => "abc" | abandoned
  release r
  r.blocking-read 3                         => "def"
  r.blocking-read 3                         => closed
