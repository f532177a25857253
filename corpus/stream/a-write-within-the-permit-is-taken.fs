# As many bytes as were permitted, and fewer, and none, are taken.
rule   stream/write-within-permit-is-taken

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  w = f.write-via-stream 0           => ok
  w.check-write, until progress      => 1..
  w.write "A"                        => ok
  w.blocking-flush                   => ok
  w.check-write, until progress      => 1..
  w.write ""                         => ok
  w.check-write, until progress      => 1..
  w.write-zeroes 3                   => ok
  w.blocking-flush                   => ok

end
  log  "A\x00\x00\x00"
