# A directory that a path leads over is moved out of the preopen while it is open: what is made in it is made where it is by then.
rule   access/nothing-else-is-changed
preopen p "a" dir=read,mutate file=read,write

tree
  a/
    d/
  b  ""

run
  host swap "a/d" "b", before system call 2 of p
  p.create-directory-at "d/new"  => ok | no-entry | not-directory | invalid | loop | would-block
  host swap "a/d" "b"
  p.create-directory-at "d/other"
  p.stat-at "d/other"
