# Where the embedder grants changing a directory but not reading it, it is not listed.
rule   access/only-what-the-embedder-granted
preopen seen "" dir=read file=none
preopen blind "" dir=mutate file=read,write

tree
  log  "base"

run
  e = blind.read-directory  => not-permitted | access | read-only | bad-descriptor
  g = seen.read-directory   => ok
  g.read-directory-entry    => regular-file "log"
  g.read-directory-entry    => none

end
  log  "base"
