# The size behind a cut and beside an append is that of the cut, or one more.
rule   file/stat-tells-type-size-and-links

tree
  log  "base"

run
  f = root.open-at "log" write  => ok
  v = f.append-via-stream       => ok
  f.set-size 0                  => ok
  v.check-write                 => 0..
  hold
  v.write-zeroes 1              => ok
  f.stat                        => regular-file size=0..1 links=1 | regular-file size=1 links=1
