# Two steps up from a directory that another process has moved to the root of the tree.
rule   race/stays-inside

tree
  a1/
    b/
  a2/
    b/
  a3/
    b/
  a4/
    b/
  a5/
    b/
  a6/
    b/
  a7/
    b/
  secret  "inside"

run
  host rename "a1/b" "c1", before system call 1 of root
  f1 = root.open-at "a1/b/../../secret" read  => no-entry | not-directory | invalid | loop | would-block | not-permitted | ok
  f1.read 64 0
  host rename "a2/b" "c2", before system call 2 of root
  f2 = root.open-at "a2/b/../../secret" read
  f2.read 64 0
  host rename "a3/b" "c3", before system call 3 of root
  f3 = root.open-at "a3/b/../../secret" read
  f3.read 64 0
  host rename "a4/b" "c4", before system call 4 of root
  f4 = root.open-at "a4/b/../../secret" read
  f4.read 64 0
  host rename "a5/b" "c5", before system call 5 of root
  f5 = root.open-at "a5/b/../../secret" read
  f5.read 64 0
  host rename "a6/b" "c6", before system call 6 of root
  f6 = root.open-at "a6/b/../../secret" read
  f6.read 64 0
  host rename "a7/b" "c7", before system call 7 of root
  f7 = root.open-at "a7/b/../../secret" read
  f7.read 64 0
