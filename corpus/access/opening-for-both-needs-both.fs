# A file that may only be read is not opened for reading and writing; that the reading half is granted does not help.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen some "" dir=read,mutate file=read

tree
  log  "base"

run
  f = some.open-at "log" read write  => not-permitted | access | read-only | bad-descriptor
  g = some.open-at "log" read        => ok
  g.read 9 0                         => "base" eof?
  h = root.open-at "log" read write  => ok
  h.write "A" 0                      => 1

end
  log  "Aase"
