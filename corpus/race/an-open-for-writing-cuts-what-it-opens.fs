# Another process swaps two files while one of them is opened and cut: the one that is opened is cut, and no other.
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
  f1 = root.open-at "a1" truncate write  => ok | no-entry | not-directory | invalid | loop | would-block
  host swap "a2" "b2", before system call 2 of root
  f2 = root.open-at "a2" truncate write
  host swap "a3" "b3", before system call 3 of root
  f3 = root.open-at "a3" truncate write
  host swap "a4" "b4", before system call 4 of root
  f4 = root.open-at "a4" truncate write
  host swap "a5" "b5", before system call 5 of root
  f5 = root.open-at "a5" truncate write
  host swap "a6" "b6", before system call 6 of root
  f6 = root.open-at "a6" truncate write
  host swap "a7" "b7", before system call 7 of root
  f7 = root.open-at "a7" truncate write
