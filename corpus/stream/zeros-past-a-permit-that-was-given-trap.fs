# More than a permit that was really given must not be written: it is a trap.
rule   stream/write-past-permit-traps

tree
  log  "base"

run
  f = root.open-at "log" read write    => ok
  w = f.write-via-stream 0             => ok
  w.check-write, until progress        => 1..
  w.write-zeroes 18446744073709551615  => trap
  f.stat                               => regular-file size=4 links=1

end
  log  "base"
