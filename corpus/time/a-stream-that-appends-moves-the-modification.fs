# What a stream has appended and flushed is a modification.
rule   time/a-write-is-a-modification

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  w = f.append-via-stream            => ok
  f.set-times 7s 5s                  => ok
  w.blocking-write-and-flush "B"     => ok
  f.stat                             => regular-file size=5 links=1 modified=after 5s changed=after 7s

end
  log  "baseB"
