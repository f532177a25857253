# What is opened without symlink-follow becomes a link that leads out.
rule   race/in-some-order

tree
  a1  "inside"
  a2  "inside"
  a3  "inside"
  a4  "inside"
  a5  "inside"
  a6  "inside"
  a7  "inside"
  l1 -> "../secret"
  l2 -> "../secret"
  l3 -> "../secret"
  l4 -> "../secret"
  l5 -> "../secret"
  l6 -> "../secret"
  l7 -> "../secret"

run
  host swap "a1" "l1", before system call 1 of root
  f1 = root.open-at "a1" read  => ok | no-entry | not-directory | invalid | loop | would-block
  f1.read 64 0
  host swap "a2" "l2", before system call 2 of root
  f2 = root.open-at "a2" read
  f2.read 64 0
  host swap "a3" "l3", before system call 3 of root
  f3 = root.open-at "a3" read
  f3.read 64 0
  host swap "a4" "l4", before system call 4 of root
  f4 = root.open-at "a4" read
  f4.read 64 0
  host swap "a5" "l5", before system call 5 of root
  f5 = root.open-at "a5" read
  f5.read 64 0
  host swap "a6" "l6", before system call 6 of root
  f6 = root.open-at "a6" read
  f6.read 64 0
  host swap "a7" "l7", before system call 7 of root
  f7 = root.open-at "a7" read
  f7.read 64 0
