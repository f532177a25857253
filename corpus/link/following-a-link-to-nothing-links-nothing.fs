# With symlink-follow a symbolic link that leads nowhere gives nothing to link.
rule   link/stat-counts-the-names

tree
  link -> "none"

run
  root.link-at "link" to root "new" symlink-follow  => no-entry
  root.stat-at "new"                                => no-entry
  root.stat-at "link"                               => symbolic-link size=4 links=1

end
  link -> "none"
