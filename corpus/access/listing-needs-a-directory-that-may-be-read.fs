# Where the embedder grants changing a directory but not reading it, it is not listed.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen blind "sub" dir=mutate file=read,write
preopen seen "" dir=read file=none

tree
  log  "base"
  sub/

run
  e = blind.read-directory  => not-permitted | access | read-only | bad-descriptor
  g = root.read-directory   => ok
  g.read-directory-entry    => regular-file "log" | directory "sub"

end
  log  "base"
  sub/
