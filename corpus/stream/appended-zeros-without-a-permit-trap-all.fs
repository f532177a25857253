# Zeros need a permit as bytes do, also as many as there are numbers for.
rule   stream/write-past-permit-traps

tree
  log  "base"

run
  f = root.open-at "log" read write    => ok
  w = f.append-via-stream              => ok
  w.write-zeroes 18446744073709551615  => trap
  f.stat                               => regular-file size=4 links=1

end
  log  "base"
