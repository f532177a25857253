# A link that leads to a name in a directory that is missing makes neither.
rule   path/final-link-is-followed-on-request

tree
  link -> "none/new"

run
  f = root.open-at "link" symlink-follow create write  => no-entry
  root.stat-at "link" symlink-follow                   => no-entry
  root.stat-at "link"                                  => symbolic-link size=8 links=1

end
  link -> "none/new"
