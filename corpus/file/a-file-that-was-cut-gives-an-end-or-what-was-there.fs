# A blocking read of a file that was cut when its stream was ready gives what was there, or the end.
rule   file/set-size-sets-the-size

tree
  log  "z"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.ready, until progress            => true
  f.set-size 0                       => ok
  r.blocking-read 1                  => "" or as read ahead | closed

end
  log  ""
