# stat-at without symlink-follow reports a link with the length of its target in bytes, with it the object behind.
rule   link/stat-counts-the-names

tree
  link -> "lög"
  "lög"  "base!"

run
  root.stat-at "link"                 => symbolic-link size=4 links=1
  root.stat-at "link" symlink-follow  => regular-file size=5 links=1

end
  link -> "lög"
  "lög"  "base!"
