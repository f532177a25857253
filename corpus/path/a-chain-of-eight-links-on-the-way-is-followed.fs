# A directory that is behind eight links is reached without symlink-follow, since none of them is the end of the path.
rule   path/links-on-the-way-are-followed

tree
  l1 -> "l2"
  l2 -> "l3"
  l3 -> "l4"
  l4 -> "l5"
  l5 -> "l6"
  l6 -> "l7"
  l7 -> "l8"
  l8 -> "sub"
  sub/
    leaf  "x"

run
  root.stat-at "l1/leaf"             => regular-file size=1 links=1
  f = root.open-at "l1/leaf" read    => ok
  f.read 9 0                         => "x" eof?
  root.create-directory-at "l1/new"  => ok

end
  l1 -> "l2"
  l2 -> "l3"
  l3 -> "l4"
  l4 -> "l5"
  l5 -> "l6"
  l6 -> "l7"
  l7 -> "l8"
  l8 -> "sub"
  sub/
    leaf  "x"
    new/
