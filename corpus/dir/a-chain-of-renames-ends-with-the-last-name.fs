# A file that is renamed again and again has only its last name, and a swap by a third name exchanges two files.
rule   dir/tree-is-as-the-calls-left-it

tree
  a  "A"
  b  "B"

run
  root.rename-at "a" to root "c"  => ok
  root.rename-at "b" to root "a"  => ok
  root.rename-at "c" to root "b"  => ok
  root.stat-at "c"                => no-entry

end
  a  "B"
  b  "A"
