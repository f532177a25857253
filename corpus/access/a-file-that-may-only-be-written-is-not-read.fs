# Where the embedder grants writing files but not reading them, no byte is read, and writing works.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen sink "" dir=read,mutate file=write

tree
  log  "base"

run
  f = sink.open-at "log" write  => ok | not-permitted | access | read-only | bad-descriptor
  f.write "A" 0                 => 1
  f.read 9 0                    => not-permitted | access | read-only | bad-descriptor
  g = root.open-at "log" read   => ok
  g.read 9 0                    => "Aase" eof?

end
  log  "Aase"
