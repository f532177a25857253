# The slash behind a name is looked at, and then the name is acted on, which is no directory any more: either is told.
rule   race/in-some-order

tree
  a  ""
  b/
  c  ""

run
  host swap "b" "a"
  host swap "a" "c", before system call 2 of root
  root.rename-at "a" to root "b/"  => not-directory | no-entry | invalid | loop | would-block | ok
