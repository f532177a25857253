# Whatever changes a file moves its modification to the time at which it does so.
rule   time/now-is-the-time-of-the-call
needs  host-clock

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.set-times 5s 5s                  => ok
  f.write "B" 0                      => 1
  f.stat                             => regular-file size=4 links=1 modified=after 5s changed=after 5s
  f.set-times no-change 5s           => ok
  f.set-size 2                       => ok
  f.stat                             => regular-file size=2 links=1 modified=after 5s changed=after 5s
  f.set-times no-change 5s           => ok
  w = f.append-via-stream            => ok
  w.blocking-write-and-flush "x"     => ok
  f.stat                             => regular-file size=3 links=1 modified=after 5s changed=after 5s

end
  log  "Bax"
