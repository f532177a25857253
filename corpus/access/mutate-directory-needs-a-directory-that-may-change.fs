# Where directories may not change, none is opened with mutate-directory; without it they are.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen some "" dir=read file=read,write

tree
  sub/

run
  d = some.open-at "sub" mutate-directory               => read-only | not-permitted | access | bad-descriptor
  e = some.open-at "." directory read mutate-directory  => read-only | not-permitted | access | bad-descriptor
  f = some.open-at "sub" directory read                 => ok
  g = root.open-at "sub" mutate-directory               => ok
  g.create-directory-at "new"                           => ok

end
  sub/
    new/
