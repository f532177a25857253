# `.` and `..` are no names that can be moved or replaced.
rule   dir/rename-moves-the-object

tree
  sub/
    leaf  "x"

run
  root.rename-at "sub/." to root "new"   => invalid | busy
  root.rename-at "sub/.." to root "new"  => invalid | busy
  root.rename-at "." to root "new"       => invalid | busy
  root.rename-at "sub" to root "."       => invalid | busy | not-empty | exist
  root.stat-at "sub/leaf"                => regular-file size=1 links=1

end
  sub/
    leaf  "x"
