# Where directories may not change, set-times on one is refused, whatever files may.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen some "" dir=read file=read,write

tree
  sub/

run
  d = some.open-at "sub" directory read                   => ok
  some.set-times 5s 6s                                    => not-permitted | access | read-only | bad-descriptor
  d.set-times 5s 6s                                       => not-permitted | access | read-only | bad-descriptor
  e = root.open-at "sub" directory read mutate-directory  => ok
  e.set-times 5s 6s                                       => ok
  d.stat                                                  => directory accessed=5s modified=6s changed=after 6s

end
  sub/
