# An append that is in flight behind a cut leaves no gap.
rule   stream/write-within-permit-is-taken

tree
  log  "b"

run
  f = root.open-at "log" write   => ok
  v = f.append-via-stream        => ok
  v.blocking-write-and-flush ""  => ok
  f.set-size 0                   => ok
  v.check-write                  => 1..
  hold
  v.write "C"                    => ok
