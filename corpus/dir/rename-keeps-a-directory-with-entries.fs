# rename-at onto a directory that has entries fails, and both stay as they were.
rule   dir/rename-keeps-directories-with-entries

tree
  full/
    leaf  "x"
  sub/
    other  "y"

run
  root.rename-at "sub" to root "full"  => not-empty | exist
  root.stat-at "full/leaf"             => regular-file size=1 links=1
  root.stat-at "sub/other"             => regular-file size=1 links=1

end
  full/
    leaf  "x"
  sub/
    other  "y"
