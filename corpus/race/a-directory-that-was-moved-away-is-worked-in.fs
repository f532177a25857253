# Another process moves a directory while something in it is made: that is made there, wherever it is by then, or nowhere.
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
  host rename "a1" "c1", before system call 1 of root
  f1 = root.open-at "a1/n" create write  => no-entry | not-directory | invalid | loop | would-block | ok
  host rename "a2" "c2", before system call 2 of root
  f2 = root.open-at "a2/n" create write
  host rename "a3" "c3", before system call 3 of root
  f3 = root.open-at "a3/n" create write
  host rename "a4" "c4", before system call 4 of root
  f4 = root.open-at "a4/n" create write
  host rename "a5" "c5", before system call 5 of root
  f5 = root.open-at "a5/n" create write
  host rename "a6" "c6", before system call 6 of root
  f6 = root.open-at "a6/n" create write
  host rename "a7" "c7", before system call 7 of root
  f7 = root.open-at "a7/n" create write
