# An append that is in flight behind a cut is read without a gap.
rule   stream/write-within-permit-is-taken

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  f.set-size 0                       => ok
  v.check-write                      => 0..
  hold
  v.write "C"                        => ok
  f.read 64 0                        => "" eof? with "C" in flight | "C" eof?
