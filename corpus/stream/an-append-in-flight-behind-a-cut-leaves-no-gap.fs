# An append that is in flight behind a cut leaves no gap.
rule   stream/read-beside-a-write-is-old-or-new

tree
  log  "b"

run
  f = root.open-at "log" write   => ok
  v = f.append-via-stream        => ok
  v.blocking-write-and-flush ""  => ok
  f.set-size 0                   => ok
  v.write "C"                    => ok | trap

end
  log  ""
