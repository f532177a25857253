# A stream that has read a file may move its access; when it is gone and nothing goes on, what is set stays.
rule   time/set-times-sets

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.blocking-read 4                  => "base"
  r.cancel                           => ok
  quiesce
  f.set-times 1000s no-change        => ok
  f.stat                             => regular-file size=4 links=1 accessed=1000s changed=after 1000s
