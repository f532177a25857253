# A link is a file while it is read, and a link again: whoever would make what it leads to is refused, or opens what is there.
rule   race/in-some-order

tree
  a  ""
  b -> "a"

run
  host swap "b" "a", before system call 2 of root
  host swap "b" "a", before system call 3 of root
  f = root.open-at "b" symlink-follow create  => ok | no-entry | not-directory | invalid | loop | would-block | is-directory
