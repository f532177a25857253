# A link to `.` leads to its own directory, as often as it is gone through.
rule   path/links-on-the-way-are-followed

tree
  here -> "."
  sub/
    here -> "."
    leaf  "x"

run
  root.stat-at "here/here/sub/here/leaf"           => regular-file size=1 links=1
  root.stat-at "sub/here" symlink-follow           => directory
  f = root.open-at "here/sub/here/here/leaf" read  => ok
  f.read 9 0                                       => "x" eof?
  root.unlink-file-at "sub/here/leaf"              => ok

end
  here -> "."
  sub/
    here -> "."
