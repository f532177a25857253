# Where directories may not change, open-at with create makes nothing.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen some "" dir=read file=read,write

tree
  sub/

run
  f = some.open-at "new" create                      => not-permitted | access | read-only | bad-descriptor
  g = some.open-at "sub/new" create exclusive write  => not-permitted | access | read-only | bad-descriptor
  some.stat-at "new"                                 => no-entry
  h = root.open-at "new" create                      => ok

end
  new  ""
  sub/
