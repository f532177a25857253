# A link whose target ends in a slash leads to a directory or nowhere.
rule   path/trailing-slash-needs-a-directory

tree
  link -> "log/"
  log  "base"
  sub/
  way -> "sub/"

run
  root.stat-at "link" symlink-follow                    => not-directory
  f = root.open-at "link" symlink-follow read           => not-directory
  root.stat-at "way" symlink-follow                     => directory
  root.stat-at "way"                                    => symbolic-link size=4 links=1
  d = root.open-at "way" symlink-follow directory read  => ok

end
  link -> "log/"
  log  "base"
  sub/
  way -> "sub/"
