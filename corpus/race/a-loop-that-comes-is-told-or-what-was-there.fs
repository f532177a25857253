# A link that leads to itself stands in for a file while that is opened.
rule   race/in-some-order

tree
  a  "abc"
  on -> "on"

run
  host swap "a" "on", before system call 1 of root
  f = root.open-at "a" symlink-follow read  => ok | no-entry | not-directory | invalid | loop | would-block
  f.read 9 0
