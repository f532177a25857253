# A link to nothing leads to what is made there later.
rule   path/final-link-is-followed-on-request

tree
  link -> "sub/new"

run
  root.stat-at "link" symlink-follow       => no-entry
  root.create-directory-at "sub"           => ok
  f = root.open-at "sub/new" create write  => ok
  f.write "A" 0                            => 1
  root.stat-at "link" symlink-follow       => regular-file size=1 links=1
  root.unlink-file-at "sub/new"            => ok
  root.stat-at "link" symlink-follow       => no-entry

end
  link -> "sub/new"
  sub/
