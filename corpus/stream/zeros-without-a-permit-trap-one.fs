# Zeros need a permit as bytes do.
rule   stream/write-past-permit-traps

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  w = f.write-via-stream 0           => ok
  w.write-zeroes 1                   => trap
  f.stat                             => regular-file size=4 links=1

end
  log  "base"
