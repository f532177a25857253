# What one stream appends behind a cut stands in its order, read through another descriptor.
rule   append/keeps-the-order-of-a-stream

tree
  log  "z"

run
  f = root.open-at "log" read write    => ok
  v = f.append-via-stream              => ok
  f.set-size 0                         => ok
  v.blocking-write-and-flush "D"       => ok
  v.blocking-write-zeroes-and-flush 1  => ok
  f.read 2 0                           => "D\x00" eof?

end
  log  "D\x00"
