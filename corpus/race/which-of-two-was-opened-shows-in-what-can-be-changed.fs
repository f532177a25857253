# Which of two directories was opened is open, until another process moves what was made in one of them.
rule   race/in-some-order

tree
  a/
  b/
  c  ""

run
  host swap "b" "a", before system call 2 of root
  f = root.open-at "b" mutate-directory  => ok | no-entry | not-directory | invalid | loop | would-block
  root.link-at "c" to f "a"
  host rename "b/a" "d"
  host rename "a/a" "d"
  root.stat-at "d"
