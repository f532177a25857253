# What is moved stays inside, whatever became of the directory that it is to be moved to.
rule   race/stays-inside

tree
  a1/
  a2/
  a3/
  a4/
  a5/
  a6/
  a7/
  f1  "inside"
  f2  "inside"
  f3  "inside"
  f4  "inside"
  f5  "inside"
  f6  "inside"
  f7  "inside"
  out1 -> ".."
  out2 -> ".."
  out3 -> ".."
  out4 -> ".."
  out5 -> ".."
  out6 -> ".."
  out7 -> ".."

run
  host swap "a1" "out1", before system call 1 of root
  root.rename-at "f1" to root "a1/f1"  => ok | no-entry | not-directory | invalid | loop | would-block | not-permitted
  host swap "a2" "out2", before system call 2 of root
  root.rename-at "f2" to root "a2/f2"
  host swap "a3" "out3", before system call 3 of root
  root.rename-at "f3" to root "a3/f3"
  host swap "a4" "out4", before system call 4 of root
  root.rename-at "f4" to root "a4/f4"
  host swap "a5" "out5", before system call 5 of root
  root.rename-at "f5" to root "a5/f5"
  host swap "a6" "out6", before system call 6 of root
  root.rename-at "f6" to root "a6/f6"
  host swap "a7" "out7", before system call 7 of root
  root.rename-at "f7" to root "a7/f7"
