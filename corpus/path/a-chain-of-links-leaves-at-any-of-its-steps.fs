# It makes no difference which link of a chain leaves the directory, and whether the last one would come back.
rule   path/stays-below-its-directory

tree
  first -> "sub/second"
  log  "base"
  sub/
    back -> "../../x/../log"
    second -> "third"
    third -> "../../secret"

run
  root.stat-at "first" symlink-follow           => not-permitted
  f = root.open-at "first" symlink-follow read  => not-permitted
  root.stat-at "sub/back" symlink-follow        => not-permitted
  root.stat-at "first"                          => symbolic-link size=10 links=1
  root.stat-at "sub/third/x"                    => not-permitted

end
  first -> "sub/second"
  log  "base"
  sub/
    back -> "../../x/../log"
    second -> "third"
    third -> "../../secret"
