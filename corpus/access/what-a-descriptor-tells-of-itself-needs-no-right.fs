# Through a preopen that grants nothing its type, flags and metadata can be had still; nothing below it.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen none "sub" dir=none file=none

tree
  sub/
    leaf  "x"

run
  none.get-type             => directory
  none.get-flags            => {}
  none.stat                 => directory
  none.metadata-hash        => a hash
  none.is-same-object root  => false
  none.stat-at "leaf"       => not-permitted | access | read-only | bad-descriptor
  root.stat-at "sub/leaf"   => regular-file size=1 links=1

end
  sub/
    leaf  "x"
