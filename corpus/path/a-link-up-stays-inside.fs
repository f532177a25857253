# A link to `..` within the tree leads to the directory above its own, at the end of a path and within it.
rule   path/dotdot-is-the-real-parent

tree
  log  "base"
  sub/
    up -> ".."

run
  root.stat-at "sub/up" symlink-follow       => directory
  root.stat-at "sub/up/log"                  => regular-file size=4 links=1
  f = root.open-at "sub/up/sub/up/log" read  => ok
  f.read 9 0                                 => "base" eof?
  root.create-directory-at "sub/up/new"      => ok

end
  log  "base"
  new/
  sub/
    up -> ".."
