# A link that leads out stands in for a directory on the way for a moment.
rule   race/stays-inside

tree
  a1/
    secret  "inside"
  a2/
    secret  "inside"
  a3/
    secret  "inside"
  a4/
    secret  "inside"
  a5/
    secret  "inside"
  a6/
    secret  "inside"
  a7/
    secret  "inside"
  out1 -> ".."
  out2 -> ".."
  out3 -> ".."
  out4 -> ".."
  out5 -> ".."
  out6 -> ".."
  out7 -> ".."

run
  host swap "a1" "out1", before system call 1 of root
  host swap "a1" "out1", before system call 2 of root
  f1 = root.open-at "a1/secret" read  => ok | no-entry | not-directory | invalid | loop | would-block | not-permitted
  f1.read 64 0
  host swap "a2" "out2", before system call 2 of root
  host swap "a2" "out2", before system call 3 of root
  f2 = root.open-at "a2/secret" read
  f2.read 64 0
  host swap "a3" "out3", before system call 3 of root
  host swap "a3" "out3", before system call 4 of root
  f3 = root.open-at "a3/secret" read
  f3.read 64 0
  host swap "a4" "out4", before system call 4 of root
  host swap "a4" "out4", before system call 5 of root
  f4 = root.open-at "a4/secret" read
  f4.read 64 0
  host swap "a5" "out5", before system call 5 of root
  host swap "a5" "out5", before system call 6 of root
  f5 = root.open-at "a5/secret" read
  f5.read 64 0
  host swap "a6" "out6", before system call 6 of root
  host swap "a6" "out6", before system call 7 of root
  f6 = root.open-at "a6/secret" read
  f6.read 64 0
  host swap "a7" "out7", before system call 7 of root
  host swap "a7" "out7", before system call 8 of root
  f7 = root.open-at "a7/secret" read
  f7.read 64 0
