# What is linked is what was found, or what has its name by then.
rule   race/in-some-order

tree
  a1  "one"
  a2  "one"
  a3  "one"
  a4  "one"
  a5  "one"
  a6  "one"
  a7  "one"
  b1  "other"
  b2  "other"
  b3  "other"
  b4  "other"
  b5  "other"
  b6  "other"
  b7  "other"

run
  host swap "a1" "b1", before system call 1 of root
  root.link-at "a1" to root "c1"  => ok | no-entry | not-directory | invalid | loop | would-block
  host swap "a2" "b2", before system call 2 of root
  root.link-at "a2" to root "c2"
  host swap "a3" "b3", before system call 3 of root
  root.link-at "a3" to root "c3"
  host swap "a4" "b4", before system call 4 of root
  root.link-at "a4" to root "c4"
  host swap "a5" "b5", before system call 5 of root
  root.link-at "a5" to root "c5"
  host swap "a6" "b6", before system call 6 of root
  root.link-at "a6" to root "c6"
  host swap "a7" "b7", before system call 7 of root
  root.link-at "a7" to root "c7"
