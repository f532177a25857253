# A link whose target goes on behind a file leads nowhere when it is followed.
rule   path/through-a-file-is-not-directory

tree
  link -> "log/x"
  log  "base"

run
  root.stat-at "link" symlink-follow                   => not-directory
  f = root.open-at "link" symlink-follow create write  => not-directory
  root.stat-at "link"                                  => symbolic-link size=5 links=1

end
  link -> "log/x"
  log  "base"
