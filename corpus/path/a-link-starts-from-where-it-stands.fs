# The target of a link is looked up in the directory that holds the link, not in the one that was asked.
rule   path/final-link-is-followed-on-request

tree
  leaf  "in the root"
  sub/
    leaf  "x"
    link -> "leaf"

run
  root.stat-at "sub/link" symlink-follow           => regular-file size=1 links=1
  f = root.open-at "sub/link" symlink-follow read  => ok
  f.read 20 0                                      => "x" eof?
  d = root.open-at "sub" directory read            => ok
  d.stat-at "link" symlink-follow                  => regular-file size=1 links=1 modified=as before changed=as before

end
  leaf  "in the root"
  sub/
    leaf  "x"
    link -> "leaf"
