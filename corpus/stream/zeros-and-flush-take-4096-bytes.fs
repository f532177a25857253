# The same bound holds for zeros.
rule   stream/write-and-flush-takes-4096-bytes

tree
  log  "base"

run
  f = root.open-at "log" read write                       => ok
  w = f.write-via-stream 0                                => ok
  w.blocking-write-zeroes-and-flush 4096                  => ok
  f.stat                                                  => regular-file size=4096 links=1
  w.blocking-write-zeroes-and-flush 18446744073709551615  => trap | ok

end
  log  zeros[4096]
