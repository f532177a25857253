# A name that was free is taken by another process while a call with exclusive is on its way.
rule   race/in-some-order

tree
  a/

run
  host touch "a/n1", before system call 1 of root
  f1 = root.open-at "a/n1" create exclusive write  => exist | no-entry | not-directory | invalid | loop | would-block | ok
  host touch "a/n2", before system call 2 of root
  f2 = root.open-at "a/n2" create exclusive write
  host touch "a/n3", before system call 3 of root
  f3 = root.open-at "a/n3" create exclusive write
  host touch "a/n4", before system call 4 of root
  f4 = root.open-at "a/n4" create exclusive write
  host touch "a/n5", before system call 5 of root
  f5 = root.open-at "a/n5" create exclusive write
  host touch "a/n6", before system call 6 of root
  f6 = root.open-at "a/n6" create exclusive write
  host touch "a/n7", before system call 7 of root
  f7 = root.open-at "a/n7" create exclusive write
