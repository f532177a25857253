# What a stream has written and flushed is a modification.
rule   time/a-write-is-a-modification

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  w = f.write-via-stream 0           => ok
  f.set-times 7s 5s                  => ok
  w.blocking-write-and-flush "B"     => ok
  f.stat                             => regular-file size=4 links=1 modified=after 5s changed=after 7s

end
  log  "Base"
