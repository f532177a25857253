# Another process puts a file into a directory while it is being removed: it stays, or the file has no place any more.
rule   race/in-some-order

tree
  a1/
  a2/
  a3/
  a4/
  a5/
  a6/
  a7/

run
  host touch "a1/n", before system call 1 of root
  root.remove-directory-at "a1"  => not-empty | no-entry | not-directory | invalid | loop | would-block | ok
  host touch "a2/n", before system call 2 of root
  root.remove-directory-at "a2"
  host touch "a3/n", before system call 3 of root
  root.remove-directory-at "a3"
  host touch "a4/n", before system call 4 of root
  root.remove-directory-at "a4"
  host touch "a5/n", before system call 5 of root
  root.remove-directory-at "a5"
  host touch "a6/n", before system call 6 of root
  root.remove-directory-at "a6"
  host touch "a7/n", before system call 7 of root
  root.remove-directory-at "a7"
