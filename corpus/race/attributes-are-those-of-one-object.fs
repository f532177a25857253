# Another process puts a link in the place of a file while its attributes are asked for: they are those of the one or of the other.
rule   race/in-some-order

tree
  a1  "abc"
  a2  "abc"
  a3  "abc"
  a4  "abc"
  a5  "abc"
  a6  "abc"
  a7  "abc"
  l1 -> "a"
  l2 -> "a"
  l3 -> "a"
  l4 -> "a"
  l5 -> "a"
  l6 -> "a"
  l7 -> "a"

run
  host swap "a1" "l1", before system call 1 of root
  root.stat-at "a1"  => regular-file size=3 links=1 | no-entry | not-directory | invalid | loop | would-block | symbolic-link size=1 links=1
  host swap "a2" "l2", before system call 2 of root
  root.stat-at "a2"
  host swap "a3" "l3", before system call 3 of root
  root.stat-at "a3"
  host swap "a4" "l4", before system call 4 of root
  root.stat-at "a4"
  host swap "a5" "l5", before system call 5 of root
  root.stat-at "a5"
  host swap "a6" "l6", before system call 6 of root
  root.stat-at "a6"
  host swap "a7" "l7", before system call 7 of root
  root.stat-at "a7"
