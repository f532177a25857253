# One byte more than check-write permits, when it permits some, ends the guest.
rule   stream/write-past-permit-traps

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  w = f.append-via-stream            => ok
  w.check-write, until progress      => 1..
  w.write A[0..permit+1]             => trap

end
  log  "base"
