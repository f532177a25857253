# A file and its streams keep the rights they were opened with, whichever descriptors are dropped.
rule   access/mutation-needs-mutate-directory

tree
  sub/
    log  "base"

run
  d = root.open-at "sub" directory read mutate-directory  => ok
  e = root.open-at "sub" directory read                   => ok
  f = d.open-at "log" read write                          => ok
  w = f.write-via-stream 0                                => ok
  d.drop                                                  => ok
  f.write "B" 3                                           => 1
  f.drop                                                  => ok
  w.blocking-write-and-flush "A"                          => ok
  g = e.open-at "log" write                               => read-only
  h = e.open-at "log" read                                => ok
  h.read 9 0                                              => "AasB" eof?

end
  sub/
    log  "AasB"
