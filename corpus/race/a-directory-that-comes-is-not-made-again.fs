# Another process takes the name of a directory that is being made.
rule   race/in-some-order

run
  host touch "a1", before system call 1 of root
  root.create-directory-at "a1"  => exist | no-entry | not-directory | invalid | loop | would-block | ok
  host touch "a2", before system call 2 of root
  root.create-directory-at "a2"
  host touch "a3", before system call 3 of root
  root.create-directory-at "a3"
  host touch "a4", before system call 4 of root
  root.create-directory-at "a4"
  host touch "a5", before system call 5 of root
  root.create-directory-at "a5"
  host touch "a6", before system call 6 of root
  root.create-directory-at "a6"
  host touch "a7", before system call 7 of root
  root.create-directory-at "a7"
