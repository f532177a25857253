# A file that may only be read is opened, and another one is made elsewhere: of the first nothing is changed, and nothing put back.
rule   access/nothing-else-is-changed
preopen p "a" dir=read file=read
preopen q "b" dir=read,mutate file=read,write

tree
  a/
    f  "data"
  b/

run
  host touch "b/x", before system call 1 of q
  q.stat  => directory
  f = p.open-at "f" read
  f.read 9 0
  q.create-directory-at "new"
