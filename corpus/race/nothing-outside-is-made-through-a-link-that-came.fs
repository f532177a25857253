# What is made is inside, whatever became of the directory that it is to be in.
rule   race/stays-inside

tree
  a1/
  a2/
  a3/
  a4/
  a5/
  a6/
  a7/
  out1 -> ".."
  out2 -> ".."
  out3 -> ".."
  out4 -> ".."
  out5 -> ".."
  out6 -> ".."
  out7 -> ".."

run
  host swap "a1" "out1", before system call 1 of root
  root.create-directory-at "a1/n1"  => ok | no-entry | not-directory | invalid | loop | would-block | not-permitted
  host swap "a2" "out2", before system call 2 of root
  root.create-directory-at "a2/n2"
  host swap "a3" "out3", before system call 3 of root
  root.create-directory-at "a3/n3"
  host swap "a4" "out4", before system call 4 of root
  root.create-directory-at "a4/n4"
  host swap "a5" "out5", before system call 5 of root
  root.create-directory-at "a5/n5"
  host swap "a6" "out6", before system call 6 of root
  root.create-directory-at "a6/n6"
  host swap "a7" "out7", before system call 7 of root
  root.create-directory-at "a7/n7"
