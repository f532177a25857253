# Times of a file are set through a directory that becomes a link which leads out.
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
  root.set-times-at "a1/secret" 5s 5s  => ok | no-entry | not-directory | invalid | loop | would-block | not-permitted
  host swap "a2" "out2", before system call 2 of root
  root.set-times-at "a2/secret" 5s 5s
  host swap "a3" "out3", before system call 3 of root
  root.set-times-at "a3/secret" 5s 5s
  host swap "a4" "out4", before system call 4 of root
  root.set-times-at "a4/secret" 5s 5s
  host swap "a5" "out5", before system call 5 of root
  root.set-times-at "a5/secret" 5s 5s
  host swap "a6" "out6", before system call 6 of root
  root.set-times-at "a6/secret" 5s 5s
  host swap "a7" "out7", before system call 7 of root
  root.set-times-at "a7/secret" 5s 5s
