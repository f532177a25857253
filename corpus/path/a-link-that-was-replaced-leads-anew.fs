# A path is looked up when a call is made: a link that was replaced leads where the new one does.
rule   path/final-link-is-followed-on-request

tree
  link -> "one"
  one  "first"
  two  "second"

run
  root.stat-at "link" symlink-follow           => regular-file size=5 links=1
  f = root.open-at "link" symlink-follow read  => ok
  root.unlink-file-at "link"                   => ok
  root.symlink-at "two" "link"                 => ok
  g = root.open-at "link" symlink-follow read  => ok
  f.read 9 0                                   => "first" eof?
  g.read 9 0                                   => "second" eof?
  root.stat-at "link" symlink-follow           => regular-file size=6 links=1

end
  link -> "two"
  one  "first"
  two  "second"
