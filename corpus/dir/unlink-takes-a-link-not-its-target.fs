# unlink-file-at of a symbolic link removes the link, also where it leads to a directory.
rule   dir/unlink-takes-the-name

tree
  link -> "sub"
  sub/
    leaf  "x"

run
  root.unlink-file-at "link"  => ok
  root.stat-at "link"         => no-entry
  root.stat-at "sub/leaf"     => regular-file size=1 links=1

end
  sub/
    leaf  "x"
