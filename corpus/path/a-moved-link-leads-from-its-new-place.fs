# A relative link that was moved to another directory is looked up from there.
rule   path/final-link-is-followed-on-request

tree
  leaf  "in the root"
  link -> "leaf"
  sub/
    leaf  "x"

run
  root.stat-at "link" symlink-follow        => regular-file size=11 links=1
  root.rename-at "link" to root "sub/link"  => ok
  root.readlink-at "sub/link"               => "leaf"
  root.stat-at "sub/link" symlink-follow    => regular-file size=1 links=1

end
  leaf  "in the root"
  sub/
    leaf  "x"
    link -> "leaf"
