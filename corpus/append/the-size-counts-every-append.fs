# The size of a file counts the appends of every stream on it.
rule   append/goes-to-the-end-of-the-file

tree
  log  "base"

run
  f = root.open-at "log" write     => ok
  v = f.append-via-stream          => ok
  w = f.append-via-stream          => ok
  v.blocking-write-and-flush "AA"  => ok
  w.blocking-write-and-flush "BB"  => ok
  f.stat                           => regular-file size=8 links=1

end
  log  "baseAABB"
