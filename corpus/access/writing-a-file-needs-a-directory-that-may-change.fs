# Where directories may not change, no file in them is opened for writing, though files may be written.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen some "" dir=read file=read,write

tree
  log  "base"

run
  f = some.open-at "log" write  => not-permitted | access | read-only | bad-descriptor
  g = root.open-at "log" write  => ok
  g.write "A" 0                 => 1
  h = some.open-at "log" read   => ok
  h.read 9 0                    => "Aase" eof?

end
  log  "Aase"
