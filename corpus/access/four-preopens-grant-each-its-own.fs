# Each of four preopens grants what it grants: the one that reaches all, and those on parts of it.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read file=read
preopen one "sub" dir=read,mutate file=read,write
preopen two "sub2" dir=read,mutate file=read
preopen three "b" dir=read file=read,write

tree
  b/
    log  "b"
  sub/
    log  "1"
  sub2/
    log  "2"

run
  f = one.open-at "log" read write    => ok
  f.write "F" 0                       => 1
  g = two.open-at "log" write         => not-permitted | access | read-only | bad-descriptor
  h = three.open-at "log" read write  => not-permitted | access | read-only | bad-descriptor
  i = root.open-at "sub/log" read     => ok
  i.read 4 0                          => "F" eof?
  one.create-directory-at "new"       => ok
  two.create-directory-at "new"       => ok
  three.create-directory-at "new"     => not-permitted | access | read-only | bad-descriptor
  root.create-directory-at "new"      => not-permitted | access | read-only | bad-descriptor

end
  b/
    log  "b"
  sub/
    log  "F"
    new/
  sub2/
    log  "2"
    new/
