# The size behind a write and beside an append is that of the write, or one more.
rule   file/stat-tells-type-size-and-links

tree
  log  "base"

run
  f = root.open-at "log" write  => ok
  v = f.append-via-stream       => ok
  f.set-size 0                  => ok
  v.check-write                 => 0..
  hold
  v.write "A"                   => ok
  f.write "B" 0                 => 1
  f.stat                        => regular-file size=1..2 links=1 | regular-file size=2 links=1 | regular-file size=1 links=1
