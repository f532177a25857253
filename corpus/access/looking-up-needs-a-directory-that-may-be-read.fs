# Where the embedder does not grant reading a directory, nothing in it is looked at or opened.
rule   access/only-what-the-embedder-granted
preopen seen "" dir=read file=read
preopen blind "" dir=mutate file=read,write

tree
  link -> "log"
  log  "base"

run
  blind.stat-at "log"            => not-permitted | access | read-only | bad-descriptor
  blind.metadata-hash-at "log"   => not-permitted | access | read-only | bad-descriptor
  blind.readlink-at "link"       => not-permitted | access | read-only | bad-descriptor
  f = blind.open-at "log" read   => not-permitted | access | read-only | bad-descriptor
  g = blind.open-at "log" write  => not-permitted | access | read-only | bad-descriptor
  seen.stat-at "log"             => regular-file size=4 links=1
  seen.metadata-hash-at "log"    => a hash
  seen.readlink-at "link"        => "log"
  h = seen.open-at "log" read    => ok

end
  link -> "log"
  log  "base"
