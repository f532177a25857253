# With symlink-follow and directory a link to a file is not-directory, and a link to nothing no-entry.
rule   path/final-link-is-followed-on-request

tree
  dangling -> "none"
  link -> "log"
  log  "base"
  sub/
  way -> "sub"

run
  d = root.open-at "link" symlink-follow directory read    => not-directory
  e = root.open-at "dangling" symlink-follow directory read  => no-entry
  f = root.open-at "way" symlink-follow directory read     => ok
  root.stat-at "link"                                      => symbolic-link size=3 links=1

end
  dangling -> "none"
  link -> "log"
  log  "base"
  sub/
  way -> "sub"
