# A link to a directory within a path is looked up in the directory that holds the link.
rule   path/links-on-the-way-are-followed

tree
  dir/
    leaf  "in the root"
  sub/
    dir/
      leaf  "x"
    way -> "dir"

run
  root.stat-at "sub/way/leaf"           => regular-file size=1 links=1
  f = root.open-at "sub/way/leaf" read  => ok
  f.read 20 0                           => "x" eof?
  root.unlink-file-at "sub/way/leaf"    => ok

end
  dir/
    leaf  "in the root"
  sub/
    dir/
    way -> "dir"
