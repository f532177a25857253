# Below a preopen a directory is made: on the way nothing is changed outside of that.
rule   access/nothing-else-is-changed
preopen p "a" dir=read,mutate file=read,write
preopen q "b" dir=read,mutate file=read,write

tree
  a/
  b/

run
  host touch "b/x", before system call 1 of q
  q.stat  => directory
  p.create-directory-at "new"
  p.stat-at "new"
