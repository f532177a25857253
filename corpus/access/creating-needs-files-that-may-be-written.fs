# Where files may not be written, open-at with create makes none, and the name stays free.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen some "" dir=read,mutate file=read

run
  f = some.open-at "new" create                  => not-permitted | access | read-only | bad-descriptor
  g = some.open-at "new" create exclusive read   => not-permitted | access | read-only | bad-descriptor
  some.stat-at "new"                             => no-entry
  h = root.open-at "new" create exclusive write  => ok

end
  new  ""
