# A write of nothing past the end adds nothing to what a stream writes.
rule   stream/write-starts-at-its-offset

tree
  log  ""

run
  f = root.open-at "log" write    => ok
  v = f.write-via-stream 0        => ok
  f.write "" 2                    => 0
  v.blocking-write-and-flush "B"  => ok
  f.stat                          => regular-file size=1 links=1

end
  log  "B"
