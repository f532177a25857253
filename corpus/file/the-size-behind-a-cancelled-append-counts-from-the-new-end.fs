# The size behind an append that was cancelled counts from the end as it is.
rule   file/stat-tells-type-size-and-links

tree
  log  "base"

run
  f = root.open-at "log" write  => ok
  v = f.append-via-stream       => ok
  v.check-write                 => 0..
  f.set-size 0                  => ok
  hold
  v.write "F"                   => ok
  v.cancel                      => ok
  f.stat                        => regular-file size=1 links=1 | regular-file size=0 links=1
