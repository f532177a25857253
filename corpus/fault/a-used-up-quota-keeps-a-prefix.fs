# When the quota is used up behind a first write that one stays whole.
rule   fault/error-keeps-a-prefix

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  v.blocking-write-and-flush "AA"    => ok
  fault v write quota
  v.blocking-write-and-flush "BB"    => ok | failed(quota)
  f.read 64 0                        => "baseAABB" eof?
