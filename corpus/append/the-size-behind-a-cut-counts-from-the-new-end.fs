# The size of a file that was cut and appended to counts from its new end.
rule   append/goes-to-the-end-of-the-file

tree
  log  "base"

run
  f = root.open-at "log" write     => ok
  v = f.append-via-stream          => ok
  f.set-size 0                     => ok
  v.blocking-write-and-flush "AB"  => ok
  f.stat                           => regular-file size=2 links=1

end
  log  "AB"
