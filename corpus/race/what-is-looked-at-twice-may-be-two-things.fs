# A link stands in for a directory while its kind is asked for: whoever looks twice may say that it is neither.
rule   race/in-some-order

tree
  a/
    f  "inside"
  l -> "a"

run
  host swap "a" "l", before system call 1 of root
  host swap "a" "l", before system call 2 of root
  root.stat-at "a/f"  => regular-file size=6 links=1 | no-entry | not-directory | invalid | loop | would-block
