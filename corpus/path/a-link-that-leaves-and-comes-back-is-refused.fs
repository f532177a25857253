# Where a link leads is judged from the directory that was asked: the same link stays inside of one and leaves another.
rule   path/stays-below-its-directory

tree
  sub/
    back -> "../sub/leaf"
    leaf  "x"

run
  d = root.open-at "sub" directory read            => ok
  d.stat-at "back" symlink-follow                  => not-permitted
  f = d.open-at "back" symlink-follow read         => not-permitted
  d.readlink-at "back"                             => "../sub/leaf"
  root.stat-at "sub/back" symlink-follow           => regular-file size=1 links=1
  g = root.open-at "sub/back" symlink-follow read  => ok
  g.read 9 0                                       => "x" eof?

end
  sub/
    back -> "../sub/leaf"
    leaf  "x"
