# A write in flight has moved the modification, or has not: the hash may be the one that was seen before another time was set.
rule   hash/stays-while-nothing-changes

tree
  a  "a"

run
  f = root.open-at "a" read write  => ok
  f.metadata-hash                  => a hash
  f.stat                           => regular-file size=1 links=1
  v = f.write-via-stream 0         => ok
  f.set-times no-change 0s         => ok
  v.check-write                    => 0..
  hold
  v.write "A"                      => ok
  f.metadata-hash                  => a hash
