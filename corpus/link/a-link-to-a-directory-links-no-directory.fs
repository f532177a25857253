# With symlink-follow a symbolic link to a directory leads to a directory, which is not linked.
rule   link/directories-are-not-linked

tree
  link -> "sub"
  sub/

run
  root.link-at "link" to root "new" symlink-follow  => not-permitted
  root.stat-at "new"                                => no-entry

end
  link -> "sub"
  sub/
