# A slash behind either name is right where a directory is moved.
rule   dir/tree-is-as-the-calls-left-it

tree
  a/
    leaf  "x"
  b/
    leaf  "y"

run
  root.rename-at "a/" to root "c"  => ok
  root.rename-at "b" to root "d/"  => ok
  root.stat-at "c/leaf"            => regular-file size=1 links=1
  root.stat-at "d/leaf"            => regular-file size=1 links=1

end
  c/
    leaf  "x"
  d/
    leaf  "y"
