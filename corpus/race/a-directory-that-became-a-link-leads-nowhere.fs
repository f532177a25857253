# A directory on the way is taken for a link that leads out before the host gets there: what is outside is not opened.
rule   race/stays-inside

tree
  a/
    secret  "inside"
  out -> ".."

run
  host swap "a" "out", before system call 1 of root
  f = root.open-at "a/secret" read  => ok | no-entry | not-directory | invalid | loop | would-block | not-permitted
